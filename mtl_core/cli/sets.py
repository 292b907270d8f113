"""``sets``: when the model of a finished run answers, and how far off a number may be."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from mtl_core.cli.cohort import RunWord, open_run
from mtl_core.cli.options import QuietOption
from mtl_core.errors import StudyError
from mtl_core.evaluation.conformal import conformal_report
from mtl_core.schema import Arm, Estimate, to_json
from mtl_core.schema.answers import IntervalCell, IntervalReport, SetReport
from mtl_core.words import percent, with_interval


def sets(
    directory: RunWord,
    *,
    alpha: Annotated[
        float,
        typer.Option(help="Share of the patients (of each class) whose truth may be left out."),
    ] = 0.1,
    arm: Annotated[Arm, typer.Option(help="The arm whose predictions are used.")] = Arm.MULTI_TASK,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Say when each task is answered with one class, and within which interval with a number.

    For every task with classes: how often one class stays possible, how often that is right,
    and of whom nothing can be said. For every number: how far an interval around a prediction
    reaches, and how often it held the truth. It needs neither the cohort nor any training.
    """
    if not 0 < alpha < 1:
        raise StudyError(
            "The share that may be left out cannot be used",
            expected="a number between 0 and 1, such as 0.1",
            found=f"{alpha:g}",
            action="choose another share",
        )
    run = open_run(directory)
    reports: dict[str, SetReport | IntervalReport] = {}
    for task in run.study.schema.tasks:
        report = conformal_report(run.predictions, task, arm, alpha)
        if report is not None:
            reports[task.name] = report
    if as_json:
        typer.echo(to_json(reports), nl=False)
    elif not quiet:
        for name, report in reports.items():
            if isinstance(report, SetReport):
                _show(name, report)
            else:
                _show_intervals(name, report)
        typer.echo("Research use only. Not a medical device.")


def _show(name: str, report: SetReport) -> None:
    typer.echo(
        f"{name}: one class for {_share(report.answered)} of {report.n:,}; "
        f"right in {_share(report.right_when_answered)} of these"
    )
    for label, cell in report.classes.items():
        typer.echo(
            f"  {label} (n {cell.n:,}): possible for {_share(cell.covered)}; {cell.right:,} "
            f"right, {cell.open + cell.missed:,} not known, {cell.wrong:,} wrong"
        )


def _show_intervals(name: str, report: IntervalReport) -> None:
    reach = report.reach
    if reach.value is None:
        typer.echo(f"{name}: reach of an interval {reach.reason}")
    else:
        ends = "" if reach.low is None else f" ({reach.low:.4g} to {reach.high:.4g})"
        typer.echo(f"{name}: prediction ± {reach.value:.4g}{ends}")
    typer.echo(f"  all patients {_held(report.everybody)}")
    for third, cell in report.thirds.items():
        typer.echo(f"  {third} of predicted values {_held(cell)}")


def _held(cell: IntervalCell) -> str:
    return (
        f"(n {cell.n:,}): holds the truth of {_share(cell.covered)}; {cell.below:,} below, "
        f"{cell.above:,} above"
    )


def _share(share: Estimate) -> str:
    return with_interval(share, partial(percent, digits=1))
