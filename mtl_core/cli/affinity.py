"""``affinity``: measure who learns well with whom, and suggest groups."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from mtl_core.cli.asking import answered, show
from mtl_core.cli.options import SourceWord, StudyOptions, WorkOptions
from mtl_core.cli.screen import warn
from mtl_core.cli.signature import with_options
from mtl_core.cli.sources import prepare
from mtl_core.schema import Preset
from mtl_core.schema.answers import SuggestionQuestion
from mtl_core.storage import OpenStudy


@with_options(
    without=(
        *("group", "members", "repeats", "margin", "reference", "champion"),
        *("explain_patients", "no_explain"),
    )
)
def affinity(
    source: SourceWord = None,
    *,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Train every pair of tasks: minutes, not seconds.")
    ] = False,
    work: WorkOptions,
    options: StudyOptions,
) -> None:
    """Measure who learns well with whom, suggest groups, and say what they are worth.

    Measures what the tasks do for each other, suggests groups, and says on patients who chose
    nothing what that is worth. ``affinity.json`` holds the matrix, the suggestion, its expected
    gain and what every fold suggested.
    """
    options = _quick_by_default(options, source, work.cohort)
    study, table, place, refused = prepare(source, work.cohort, options)
    for sentence in refused.values():
        warn(sentence)
    question, about = SuggestionQuestion(thorough), OpenStudy(study, table, Path(place.path))
    report = answered(
        question, about, work.out, quiet=work.quiet, nice=work.nice, threads=work.threads
    )
    groups = [f"  {', '.join(group)}" for group in report.suggestion.groups]
    lines = [report.headline, *groups, f"Details: {work.out / question.file}"]
    show(report, lines, quiet=work.quiet)


def _quick_by_default(
    options: StudyOptions, source: str | None, cohort: str | None
) -> StudyOptions:
    """Choose the quick budget, unless a study's JSON says what it is."""
    is_study = (source or cohort or "").lower().endswith(".json")
    if options.preset is not None or is_study:
        return options
    return replace(options, preset=Preset.QUICK)
