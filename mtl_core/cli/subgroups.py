"""``subgroups``: for whom a finished run is good, and whom sharing helped."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from mtl_core.cli.asking import answered
from mtl_core.cli.cohort import read_cohort_of
from mtl_core.cli.finished_run import read_finished_run
from mtl_core.cli.options import NiceOption, QuietOption
from mtl_core.cli.screen import ProgressLines
from mtl_core.data import Table
from mtl_core.errors import StudyError
from mtl_core.evaluation.subgroups import subgroup_sentence, subgroup_table, suppressed
from mtl_core.jobs import subgroups_in_folder
from mtl_core.schema import Study, to_json
from mtl_core.schema.answers import SubgroupQuestion, SubgroupReport
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder, write_bytes
from mtl_core.words import signed, with_interval


def subgroups(  # noqa: PLR0913 - one argument per option of the command line
    directory: Annotated[Path, typer.Argument(metavar="DIR", show_default=False)],
    *,
    by: Annotated[str, typer.Option(help="The column that divides the patients.")],
    bands: Annotated[
        str, typer.Option(help="Where bands of a column of numbers begin. [default: quartiles]")
    ] = "",
    cohort: Annotated[
        str | None, typer.Option(help="The cohort of the run, when it is not where it was.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for subgroups.json, with every count.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(help="Write a table to share; small counts are hidden.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON to share; small counts are hidden.")
    ] = False,
    nice: NiceOption = 0,
    quiet: QuietOption = False,
) -> None:
    """Say for whom a finished run is good and whom sharing helped, by any column of the cohort."""
    if nice:
        os.nice(nice)
    screen = ProgressLines(quiet=quiet)
    report = answered(
        lambda: _ask(directory, SubgroupQuestion(by, _cuts(bands)), cohort),
        out,
        subgroups_in_folder,
        screen,
    )
    if csv is not None:
        text = subgroup_table(suppressed(report)).to_csv(index=False)
        write_bytes(csv, f"# Research use only. Not a medical device.\n{text}".encode())
    if as_json:
        typer.echo(to_json(suppressed(report)), nl=False)
    elif not quiet:
        show_report(report)


def show_report(report: SubgroupReport) -> None:
    """Print what was found, task by task, on standard output; for the screen, every count."""
    typer.echo(report.headline)
    if report.unknown:
        typer.echo(f"Rows whose '{report.question.column}' is unknown: {report.unknown:,}.")
    for task, found in report.tasks.items():
        typer.echo(task)
        for name, cell in found.subgroups.items():
            typer.echo(f"  {subgroup_sentence(found, name, report.gap_arm)}")
            if cell.difference.value is not None and cell.difference.verdict is not None:
                words = f"{with_interval(cell.difference, signed)}, {cell.difference.verdict}"
                typer.echo(f"    multi-task minus single-task: {words}")
    typer.echo("Research use only. Not a medical device.")


def _cuts(text: str) -> tuple[float, ...]:
    try:
        return tuple(sorted({float(word) for word in text.split(",") if word.strip()}))
    except ValueError:
        raise StudyError(
            "The bands cannot be read",
            expected="numbers, separated by commas",
            found=f"'{text}'",
            action="write them like 50,65,80",
        ) from None


def _ask(directory: Path, question: SubgroupQuestion, word: str | None) -> tuple[Study, Any]:
    study, predictions = read_finished_run(directory)
    place = RunFolder(directory).read_cohort_place()
    remembered = place.path if place else None
    _, table = read_cohort_of(study, word, remembered, load_settings())
    return study, partial(_compute, study, table, predictions, question)


def _compute(
    study: Study,
    table: Table,
    predictions: pd.DataFrame,
    question: SubgroupQuestion,
    on_event: Any,  # noqa: ANN401 - passed through
    should_stop: Any,  # noqa: ANN401 - passed through
) -> SubgroupReport:
    from mtl_core.studies.questions import subgroups_of_run

    return subgroups_of_run(
        study, table, predictions, question, on_event=on_event, should_stop=should_stop
    )
