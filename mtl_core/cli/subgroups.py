"""``subgroups``: for whom a finished run is good, and whom sharing helped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from mtl_core.cli.asking import answered, show
from mtl_core.cli.cohort import CohortOfRunOption, RunWord, open_run
from mtl_core.cli.options import NiceOption, QuietOption
from mtl_core.errors import StudyError
from mtl_core.evaluation.subgroups import subgroup_sentence, subgroup_table, suppressed
from mtl_core.schema.answers import SubgroupQuestion, SubgroupReport
from mtl_core.storage import write_bytes
from mtl_core.words import signed, with_interval


def subgroups(  # noqa: PLR0913 - one argument per option of the command line
    directory: RunWord,
    *,
    by: Annotated[str, typer.Option(help="The column that divides the patients.")],
    bands: Annotated[
        str, typer.Option(help="Where bands of a column of numbers begin. [default: quartiles]")
    ] = "",
    cohort: CohortOfRunOption = None,
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
    """Say for whom a finished run is good and whom sharing helped, by any column of the cohort.

    Evaluates every task in every subgroup of one column: sex, site, any other category, or
    bands of a number. It trains nothing and takes seconds.
    """
    question = SubgroupQuestion(by, _cuts(bands))
    report = answered(question, open_run(directory, cohort), out, nice=nice, quiet=quiet)
    if csv is not None:
        text = subgroup_table(suppressed(report)).to_csv(index=False)
        write_bytes(csv, f"# Research use only. Not a medical device.\n{text}".encode())
    shared = suppressed(report) if as_json else report
    show(shared, _lines(report), as_json=as_json, quiet=quiet)


def _lines(report: SubgroupReport) -> Iterator[str]:
    """Say what was found, task by task; for the screen, with every count."""
    yield report.headline
    if report.unknown:
        yield f"Rows whose '{report.question.column}' is unknown: {report.unknown:,}."
    for task, found in report.tasks.items():
        yield task
        for name, cell in found.subgroups.items():
            yield f"  {subgroup_sentence(found, name, report.gap_arm)}"
            if cell.difference.value is not None and cell.difference.verdict is not None:
                words = f"{with_interval(cell.difference, signed)}, {cell.difference.verdict}"
                yield f"    multi-task minus single-task: {words}"


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
