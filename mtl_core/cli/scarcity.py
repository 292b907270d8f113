"""``scarcity``: what sharing is worth when few labels of one task are known."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from mtl_core.cli.asking import answered, show
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
from mtl_core.cli.screen import warn
from mtl_core.cli.sources import prepare
from mtl_core.errors import StudyError
from mtl_core.schema import Preset, options_of
from mtl_core.schema.answers import LabelScarcity
from mtl_core.storage import OpenStudy

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
    question = LabelScarcity(task_to_hide, _shares(shares), draws)
    study, table, place, refused = prepare(source, cohort, options)
    for sentence in refused.values():
        warn(sentence)
    about = OpenStudy(study, table, Path(place.path))
    report = answered(question, about, out, quiet=quiet, threads=threads)
    lines = [report.headline, f"Details: {out / question.file}"]
    show(report, lines, quiet=quiet)


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
