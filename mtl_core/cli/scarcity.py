"""``scarcity``: what sharing is worth when few labels of one task are known."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from mtl_core.cli.options import (
    CohortOption,
    DecisionsOption,
    DesignOption,
    ExcludeOption,
    FoldsOption,
    GroupOption,
    JustifyOption,
    NiceOption,
    PatientIdOption,
    PlanOption,
    QuietOption,
    RepeatsOption,
    SeedOption,
    SiteOption,
    SmallestSiteOption,
    SourceWord,
    StudyOptions,
    TaskOption,
    TestShareOption,
    ThreadsOption,
    TimeOption,
)
from mtl_core.cli.screen import ProgressLines, warn
from mtl_core.cli.sources import prepare
from mtl_core.data import Table
from mtl_core.errors import StudyError
from mtl_core.jobs import adopted, scarcity_in_folder
from mtl_core.schema import Preset, Study, options_of
from mtl_core.schema.answers import LabelScarcity, ScarcityReport
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder

_USUAL = LabelScarcity("")
_SHARES = ",".join(f"{share:g}" for share in _USUAL.shares)


def scarcity(  # noqa: PLR0913 - one argument per option of the command line
    source: SourceWord = None,
    *,
    out: Annotated[Path, typer.Option(help="Folder for scarcity.json.")],
    task_to_hide: Annotated[str, typer.Option(help="The task whose labels are hidden.")],
    shares: Annotated[
        str, typer.Option(help="Shares of its labels that stay known, separated by commas.")
    ] = _SHARES,
    draws: Annotated[
        int, typer.Option(help=options_of(LabelScarcity)["draws"].help)
    ] = _USUAL.draws,
    cohort: CohortOption = None,
    task: TaskOption = None,
    exclude: ExcludeOption = None,
    patient_id: PatientIdOption = None,
    site: SiteOption = None,
    time: TimeOption = None,
    decisions: DecisionsOption = None,
    justify: JustifyOption = None,
    group: GroupOption = None,
    design: DesignOption = None,
    preset: Annotated[Preset | None, typer.Option(help="Training budget. [default: full]")] = None,
    plan: PlanOption = None,
    test_share: TestShareOption = None,
    smallest_site: SmallestSiteOption = None,
    folds: FoldsOption = None,
    repeats: RepeatsOption = None,
    seed: SeedOption = None,
    threads: ThreadsOption = None,
    nice: NiceOption = 0,
    quiet: QuietOption = False,
) -> None:
    """Hide most labels of one task and compare learning together with learning alone."""
    if nice:
        os.nice(nice)
    options = StudyOptions(
        task=tuple(task or ()),
        exclude=tuple(exclude or ()),
        justify=tuple(justify or ()),
        group=tuple(group or ()),
        patient_id=patient_id,
        site=site,
        time=time,
        decisions=decisions,
        design=design,
        preset=preset,
        plan=plan,
        test_share=test_share,
        smallest_site=smallest_site,
        folds=folds,
        repeats=repeats,
        seed=seed,
    )
    folder = RunFolder(out.absolute())
    with adopted(folder):
        question = LabelScarcity(task_to_hide, _shares(shares), draws)
        study, table, _, refused = prepare(source, cohort, options)
        for sentence in refused.values():
            warn(sentence)
        work = partial(_compute, study, table, question, threads or load_settings().n_threads)
        report = scarcity_in_folder(folder, study, work, ProgressLines(quiet=quiet))
    if not quiet:
        typer.echo(report.headline)
        typer.echo(f"Details: {out / 'scarcity.json'}")
        typer.echo("Research use only. Not a medical device.")


def _shares(text: str) -> tuple[float, ...]:
    """Read shares, in any order."""
    try:
        return tuple(sorted((float(word) for word in text.split(",")), reverse=True))
    except ValueError:
        raise StudyError(
            "The shares cannot be read",
            expected="numbers above 0 and at most 1, separated by commas",
            found=f"'{text}'",
            action="write them like 1,0.3,0.1,0.03",
        ) from None


def _compute(
    study: Study,
    table: Table,
    question: LabelScarcity,
    n_threads: int,
    on_event: Any,  # noqa: ANN401 - passed through
    should_stop: Any,  # noqa: ANN401 - passed through
) -> ScarcityReport:
    from mtl_core.studies.scarcity import scarcity_curve

    return scarcity_curve(
        study, table, question, on_event=on_event, should_stop=should_stop, n_threads=n_threads
    )
