"""``sets``: when the model of a finished run answers, and when it does not know."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtl_core.cli.finished_run import read_finished_run
from mtl_core.cli.options import QuietOption
from mtl_core.errors import StudyError
from mtl_core.evaluation import sets_of_arm
from mtl_core.schema import Arm, Estimate, SetReport, TaskKind, to_json


def sets(
    directory: Annotated[Path, typer.Argument(metavar="DIR", show_default=False)],
    *,
    alpha: Annotated[
        float, typer.Option(help="Share of the patients of each class that may miss its set.")
    ] = 0.1,
    arm: Annotated[Arm, typer.Option(help="The arm whose predictions are used.")] = Arm.MULTI_TASK,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Say how often each task is answered with one class, and how often that is right."""
    if not 0 < alpha < 1:
        raise StudyError(
            "The share that may miss its set cannot be used",
            expected="a number between 0 and 1, such as 0.1",
            found=f"{alpha:g}",
            action="choose another share",
        )
    study, predictions = read_finished_run(directory)
    tasks = [task for task in study.schema.tasks if task.kind is not TaskKind.REGRESSION]
    found = {task.name: sets_of_arm(predictions, task, arm, alpha) for task in tasks}
    reports = {name: report for name, report in found.items() if report is not None}
    if as_json:
        typer.echo(to_json(reports), nl=False)
    elif not quiet:
        for name, report in reports.items():
            _show(name, report)
        typer.echo("Research use only. Not a medical device.")


def _show(name: str, report: SetReport) -> None:
    typer.echo(
        f"{name}: one class for {_percent(report.answered)} of {report.n:,}; "
        f"right in {_percent(report.right_when_answered)} of these"
    )
    for label, cell in report.classes.items():
        typer.echo(
            f"  {label} (n {cell.n:,}): possible for {_percent(cell.covered)}; {cell.right:,} "
            f"right, {cell.open + cell.missed:,} not known, {cell.wrong:,} wrong"
        )


def _percent(share: Estimate) -> str:
    if share.value is None or share.low is None or share.high is None:
        return share.reason or "none"
    return f"{100 * share.value:.1f} % ({100 * share.low:.1f} to {100 * share.high:.1f})"
