"""``run``: compute a study and keep everything in a folder."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from mtl_core.cli.engine import Engine, load_engine
from mtl_core.cli.options import (
    BalancingOption,
    CohortOption,
    DecisionsOption,
    DesignOption,
    ExcludeOption,
    FoldsOption,
    GroupOption,
    JustifyOption,
    MembersOption,
    NiceOption,
    OptimiserOption,
    PatientIdOption,
    PlanOption,
    QuietOption,
    RepeatsOption,
    ScheduleOption,
    SeedOption,
    SiteOption,
    SmallestSiteOption,
    SourceWord,
    StudyOptions,
    TaskOption,
    TestShareOption,
    ThreadsOption,
    TimeOption,
    default_of,
)
from mtl_core.cli.screen import ProgressLines, show_result, warn
from mtl_core.cli.sources import prepare
from mtl_core.data import Table
from mtl_core.jobs import adopted, run_in_folder
from mtl_core.schema import (
    DEFAULT_REFERENCES,
    REFERENCES,
    ExplanationSpec,
    Preset,
    Study,
    StudyResult,
    options_of,
)
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder


def run(  # noqa: PLR0913 - one argument per option of the command line
    context: typer.Context,
    source: SourceWord = None,
    *,
    out: Annotated[Path, typer.Option(help="Folder for everything the run writes.")],
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
    balancing: BalancingOption = None,
    optimiser: OptimiserOption = None,
    schedule: ScheduleOption = None,
    members: MembersOption = None,
    preset: Annotated[Preset | None, typer.Option(help="Training budget. [default: full]")] = None,
    plan: PlanOption = None,
    test_share: TestShareOption = None,
    smallest_site: SmallestSiteOption = None,
    folds: FoldsOption = None,
    repeats: RepeatsOption = None,
    seed: SeedOption = None,
    margin: Annotated[float | None, typer.Option(help=default_of("margin"))] = None,
    reference: Annotated[
        str | None,
        typer.Option(
            help=f"Reference models: any of {','.join(REFERENCES)}, or none. "
            f"[default: {','.join(DEFAULT_REFERENCES)}]"
        ),
    ] = None,
    champion: Annotated[
        bool,
        typer.Option("--champion", help="One more arm: per task the better of the two networks."),
    ] = False,
    explain_patients: Annotated[
        int | None, typer.Option(help=options_of(ExplanationSpec)["n_patients"].help)
    ] = None,
    no_explain: Annotated[bool, typer.Option("--no-explain", help="Explain nothing.")] = False,
    threads: ThreadsOption = None,
    nice: NiceOption = 0,
    quiet: QuietOption = False,
) -> None:
    """Train and compare all arms of a study, from a CSV of patients or from a study's JSON."""
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
        balancing=balancing,
        optimiser=optimiser,
        schedule=schedule,
        members=members,
        preset=preset,
        reference=reference,
        plan=plan,
        test_share=test_share,
        smallest_site=smallest_site,
        folds=folds,
        repeats=repeats,
        seed=seed,
        margin=margin,
        explain_patients=0 if no_explain else explain_patients,
        champion=champion or None,
    )
    engine: Engine | None = context.obj
    folder = RunFolder(out.absolute())
    with adopted(folder):
        study, table, place, refused = prepare(source, cohort, options)
        for sentence in refused.values():
            warn(sentence)
        screen = ProgressLines(quiet=quiet)
        work = partial(_compute, engine, study, table, threads or load_settings().n_threads)
        result = run_in_folder(folder, study, work, place=place, refused=refused, on_event=screen)
    for name, sentence in result.refused.items():
        if name not in refused:
            warn(sentence)
    if not quiet:
        show_result(result, out)


def _compute(
    engine: Engine | None,
    study: Study,
    table: Table,
    n_threads: int,
    on_event: Any,  # noqa: ANN401 - passed through
    should_stop: Any,  # noqa: ANN401 - passed through
) -> StudyResult:
    compute = (engine or load_engine()).run
    return compute(study, table, on_event=on_event, should_stop=should_stop, n_threads=n_threads)
