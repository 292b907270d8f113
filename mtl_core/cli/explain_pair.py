"""``explain-pair``: what two columns do together in a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtl_core.cli.asking import JsonOption, answered, show
from mtl_core.cli.cohort import CohortOfRunOption, RunWord, open_run
from mtl_core.cli.options import NiceOption, QuietOption
from mtl_core.explanation import interaction_sentence
from mtl_core.schema.answers import InteractionQuestion


def explain_pair(  # noqa: PLR0913 - one argument per option of the command line
    directory: RunWord,
    *,
    first: Annotated[str, typer.Option(help="One column of the study's features.")],
    second: Annotated[str, typer.Option(help="Another one.")],
    rows: Annotated[int, typer.Option(min=2, help="Patients to look at.")] = 100,
    cohort: CohortOfRunOption = None,
    out: Annotated[Path | None, typer.Option(help="Folder for interaction.json.")] = None,
    as_json: JsonOption = False,
    nice: NiceOption = 0,
    quiet: QuietOption = False,
) -> None:
    """Say what two columns do together for each task, beyond what each does alone.

    The Shapley interaction of the two columns, for every task, with its Monte-Carlo error.
    """
    question = InteractionQuestion(first, second, rows)
    report = answered(question, open_run(directory, cohort), out, nice=nice, quiet=quiet)
    lines = [interaction_sentence(question, output) for output in report.outputs]
    show(report, lines, as_json=as_json, quiet=quiet)
