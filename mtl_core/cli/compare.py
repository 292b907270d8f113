"""``compare``: two finished runs side by side."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from mtl_core.cli.asking import answered
from mtl_core.cli.cohort import read_cohort_of
from mtl_core.cli.finished_run import read_finished_run
from mtl_core.cli.options import NiceOption, QuietOption
from mtl_core.cli.screen import ProgressLines
from mtl_core.evaluation.arms import EXPLORATORY_COMPARISON, two_runs_sentence
from mtl_core.jobs import two_runs_in_folder
from mtl_core.schema import Arm, Study, to_json
from mtl_core.schema.answers import TwoRuns
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder


def compare(  # noqa: PLR0913 - one argument per option of the command line
    first: Annotated[Path, typer.Argument(metavar="DIR_A", show_default=False)],
    second: Annotated[Path, typer.Argument(metavar="DIR_B", show_default=False)],
    *,
    arm: Annotated[Arm, typer.Option(help="The arm taken from both runs.")] = Arm.MULTI_TASK,
    cohort: Annotated[
        str | None, typer.Option(help="The cohort of the runs, when it is not where it was.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for two_runs.json.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    nice: NiceOption = 0,
    quiet: QuietOption = False,
) -> None:
    """Compare one arm of two finished runs that predicted the same patients in the same folds."""
    if nice:
        os.nice(nice)
    screen = ProgressLines(quiet=quiet)
    report = answered(lambda: _ask(first, second, arm, cohort), out, two_runs_in_folder, screen)
    if as_json:
        typer.echo(to_json(report), nl=False)
    elif not quiet:
        show_report(report)


def show_report(report: TwoRuns) -> None:
    """Print what was found, task by task, on standard output."""
    typer.echo(f"First run minus second, arm {report.arm.value}. {EXPLORATORY_COMPARISON}")
    for name, task in report.tasks.items():
        typer.echo(two_runs_sentence(name, task))
    for name, reason in report.left_out.items():
        typer.echo(f"{name}: not compared, {reason}.")
    typer.echo("Research use only. Not a medical device.")


def _ask(first: Path, second: Path, arm: Arm, word: str | None) -> tuple[Study, Any]:
    one, predicted = read_finished_run(first)
    other, others_predicted = read_finished_run(second)
    place = RunFolder(first).read_cohort_place()
    _, table = read_cohort_of(one, word, place.path if place else None, load_settings())

    def work(on_event: Any, should_stop: Any) -> TwoRuns:  # noqa: ANN401 - passed through
        from mtl_core.studies.questions import compare_two_runs

        return compare_two_runs(
            one,
            predicted,
            other,
            others_predicted,
            table,
            arm=arm,
            on_event=on_event,
            should_stop=should_stop,
        )

    return one, work
