"""``explain-pair``: what two columns do together in a finished run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from mtl_core.cli.asking import answered
from mtl_core.cli.cohort import read_cohort_of
from mtl_core.cli.options import NiceOption, QuietOption
from mtl_core.cli.screen import ProgressLines
from mtl_core.cli.trained_run import read_trained_run
from mtl_core.explanation import interaction_sentence
from mtl_core.jobs import interaction_in_folder
from mtl_core.schema import Study, to_json
from mtl_core.schema.answers import InteractionQuestion, InteractionReport
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder


def explain_pair(  # noqa: PLR0913 - one argument per option of the command line
    directory: Annotated[Path, typer.Argument(metavar="DIR", show_default=False)],
    *,
    first: Annotated[str, typer.Option(help="One column of the study's features.")],
    second: Annotated[str, typer.Option(help="Another one.")],
    rows: Annotated[int, typer.Option(min=2, help="Patients to look at.")] = 100,
    cohort: Annotated[
        str | None, typer.Option(help="The cohort of the run, when it is not where it was.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for interaction.json.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    nice: NiceOption = 0,
    quiet: QuietOption = False,
) -> None:
    """Say what two columns do together for each task, beyond what each does alone."""
    if nice:
        os.nice(nice)
    screen, question = ProgressLines(quiet=quiet), InteractionQuestion(first, second, rows)
    report = answered(lambda: _ask(directory, question, cohort), out, interaction_in_folder, screen)
    if as_json:
        typer.echo(to_json(report), nl=False)
    elif not quiet:
        for output in report.outputs:
            typer.echo(interaction_sentence(question, output))
        typer.echo("Research use only. Not a medical device.")


def _ask(directory: Path, question: InteractionQuestion, word: str | None) -> tuple[Study, Any]:
    folder = RunFolder(directory)
    study, files = read_trained_run(folder)
    place = folder.read_cohort_place()
    _, table = read_cohort_of(study, word, place.path if place else None, load_settings())
    from mtl_core.studies.questions import interaction_in_run

    def work(on_event: Any, should_stop: Any) -> InteractionReport:  # noqa: ANN401 - passed through
        return interaction_in_run(
            study, table, files, question, on_event=on_event, should_stop=should_stop
        )

    return study, work
