"""``compare``: two finished runs side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtl_core.cli.asking import JsonOption, answered, show
from mtl_core.cli.cohort import open_run
from mtl_core.cli.options import NiceOption, QuietOption
from mtl_core.evaluation.arms import EXPLORATORY_COMPARISON, two_runs_sentence
from mtl_core.schema import Arm
from mtl_core.schema.answers import TwoRunsQuestion


def compare(  # noqa: PLR0913 - one argument per option of the command line
    first: Annotated[Path, typer.Argument(metavar="DIR_A", show_default=False)],
    second: Annotated[Path, typer.Argument(metavar="DIR_B", show_default=False)],
    *,
    arm: Annotated[Arm, typer.Option(help="The arm taken from both runs.")] = Arm.MULTI_TASK,
    cohort: Annotated[
        str | None, typer.Option(help="The cohort of the runs, when it is not where it was.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for two_runs.json.")] = None,
    as_json: JsonOption = False,
    nice: NiceOption = 0,
    quiet: QuietOption = False,
) -> None:
    """Compare one arm of two finished runs that predicted the same patients in the same folds.

    First minus second, task by task, on the same resamples of patients. The answer is
    exploratory, because the runs are chosen after results were seen.
    """
    question = TwoRunsQuestion(str(second.absolute()), arm)
    report = answered(question, open_run(first, cohort), out, nice=nice, quiet=quiet)
    lines = [
        f"First run minus second, arm {report.arm.value}. {EXPLORATORY_COMPARISON}",
        *(two_runs_sentence(name, task) for name, task in report.tasks.items()),
        *(f"{name}: not compared, {reason}." for name, reason in report.left_out.items()),
    ]
    show(report, lines, as_json=as_json, quiet=quiet)
