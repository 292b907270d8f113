"""``affinity``: measure who learns well with whom, and suggest groups."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from mtl_core.cli.options import SourceWord, StudyOptions, WorkOptions
from mtl_core.cli.screen import ProgressLines, warn
from mtl_core.cli.signature import with_options
from mtl_core.cli.sources import prepare
from mtl_core.data import Table
from mtl_core.jobs import adopted, suggest_in_folder
from mtl_core.schema import Preset, Study
from mtl_core.schema.answers import AffinityReport
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder


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
    """Measure who learns well with whom, suggest groups, and say what they are worth."""
    os.nice(work.nice)
    folder = RunFolder(work.out.absolute())
    with adopted(folder):
        options = _quick_by_default(options, source, work.cohort)
        study, table, _, refused = prepare(source, work.cohort, options)
        for sentence in refused.values():
            warn(sentence)
        n_threads = work.threads or load_settings().n_threads
        compute = partial(_compute, study, table, thorough, n_threads)
        report = suggest_in_folder(folder, study, compute, ProgressLines(quiet=work.quiet))
    if not work.quiet:
        show_report(report, work.out)


def show_report(report: AffinityReport, out: Path) -> None:
    """Print what is suggested and where the file is, on standard output."""
    typer.echo(report.headline)
    for group in report.suggestion.groups:
        typer.echo(f"  {', '.join(group)}")
    typer.echo(f"Details: {out / 'affinity.json'}")
    typer.echo("Research use only. Not a medical device.")


def _quick_by_default(
    options: StudyOptions, source: str | None, cohort: str | None
) -> StudyOptions:
    """Choose the quick budget, unless a study's JSON says what it is."""
    is_study = (source or cohort or "").lower().endswith(".json")
    if options.preset is not None or is_study:
        return options
    return replace(options, preset=Preset.QUICK)


def _compute(
    study: Study,
    table: Table,
    thorough: bool,  # noqa: FBT001 - bound by name's place in a partial
    n_threads: int,
    on_event: Any,  # noqa: ANN401 - passed through
    should_stop: Any,  # noqa: ANN401 - passed through
) -> AffinityReport:
    from mtl_core.studies.suggestion import suggest_groups

    return suggest_groups(
        study,
        table,
        thorough=thorough,
        on_event=on_event,
        should_stop=should_stop,
        n_threads=n_threads,
    )
