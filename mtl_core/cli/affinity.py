"""``affinity``: measure who learns well with whom, and suggest groups."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from mtl_core.cli.asking import answered, show
from mtl_core.cli.options import (
    BalancingOption,
    CohortOption,
    DecisionsOption,
    DesignOption,
    ExcludeOption,
    FoldsOption,
    JustifyOption,
    NiceOption,
    OptimiserOption,
    PatientIdOption,
    PlanOption,
    QuietOption,
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
)
from mtl_core.cli.screen import warn
from mtl_core.cli.sources import prepare
from mtl_core.jobs import adopted
from mtl_core.schema import Preset
from mtl_core.schema.answers import SuggestionQuestion
from mtl_core.storage import OpenStudy, RunFolder


def affinity(  # noqa: PLR0913 - one argument per option of the command line
    source: SourceWord = None,
    *,
    out: Annotated[Path, typer.Option(help="Folder for affinity.json.")],
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Train every pair of tasks: minutes, not seconds.")
    ] = False,
    cohort: CohortOption = None,
    task: TaskOption = None,
    exclude: ExcludeOption = None,
    patient_id: PatientIdOption = None,
    site: SiteOption = None,
    time: TimeOption = None,
    decisions: DecisionsOption = None,
    justify: JustifyOption = None,
    design: DesignOption = None,
    balancing: BalancingOption = None,
    optimiser: OptimiserOption = None,
    schedule: ScheduleOption = None,
    preset: Annotated[Preset | None, typer.Option(help="Training budget. [default: quick]")] = None,
    plan: PlanOption = None,
    test_share: TestShareOption = None,
    smallest_site: SmallestSiteOption = None,
    folds: FoldsOption = None,
    seed: SeedOption = None,
    threads: ThreadsOption = None,
    nice: NiceOption = 0,
    quiet: QuietOption = False,
) -> None:
    """Measure who learns well with whom, suggest groups, and say what they are worth."""
    if nice:
        os.nice(nice)
    folder = RunFolder(out.absolute())
    with adopted(folder):
        options = StudyOptions(
            task=tuple(task or ()),
            exclude=tuple(exclude or ()),
            justify=tuple(justify or ()),
            patient_id=patient_id,
            site=site,
            time=time,
            decisions=decisions,
            design=design,
            balancing=balancing,
            optimiser=optimiser,
            schedule=schedule,
            preset=preset,
            plan=plan,
            test_share=test_share,
            smallest_site=smallest_site,
            folds=folds,
            seed=seed,
        )
        options = _quick_by_default(options, source, cohort)
        study, table, place, refused = prepare(source, cohort, options)
        for sentence in refused.values():
            warn(sentence)
        question, about = SuggestionQuestion(thorough), OpenStudy(study, table, Path(place.path))
        report = answered(question, about, out, quiet=quiet, threads=threads)
    groups = [f"  {', '.join(group)}" for group in report.suggestion.groups]
    lines = [report.headline, *groups, f"Details: {out / question.file}"]
    show(report, lines, quiet=quiet)


def _quick_by_default(
    options: StudyOptions, source: str | None, cohort: str | None
) -> StudyOptions:
    """Choose the quick budget, unless a study's JSON says what it is."""
    is_study = (source or cohort or "").lower().endswith(".json")
    if options.preset is not None or is_study:
        return options
    return replace(options, preset=Preset.QUICK)
