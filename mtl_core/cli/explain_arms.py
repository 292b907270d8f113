"""``explain-arms``: how alike both arms of a run are explained, beside the noise of training."""

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
from mtl_core.explanation import arms_sentence
from mtl_core.jobs import arms_explained_in_folder
from mtl_core.schema import Study, to_json
from mtl_core.schema.answers import ArmsExplained
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder


def explain_arms(  # noqa: PLR0913 - one argument per option of the command line
    directory: Annotated[Path, typer.Argument(metavar="DIR", show_default=False)],
    *,
    rows: Annotated[int, typer.Option(min=2, help="Patients to explain.")] = 100,
    cohort: Annotated[
        str | None, typer.Option(help="The cohort of the run, when it is not where it was.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for arms_explained.json.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    nice: NiceOption = 0,
    quiet: QuietOption = False,
) -> None:
    """Compare what drives the multi-task and the single-task networks of a finished run."""
    if nice:
        os.nice(nice)
    screen = ProgressLines(quiet=quiet)
    report = answered(lambda: _ask(directory, rows, cohort), out, arms_explained_in_folder, screen)
    if as_json:
        typer.echo(to_json(report), nl=False)
    elif not quiet:
        for output in report.outputs:
            typer.echo(arms_sentence(output))
        typer.echo("Research use only. Not a medical device.")


def _ask(directory: Path, rows: int, word: str | None) -> tuple[Study, Any]:
    folder, settings = RunFolder(directory), load_settings()
    study, files = read_trained_run(folder)
    place = folder.read_cohort_place()
    _, table = read_cohort_of(study, word, place.path if place else None, settings)
    from mtl_core.studies.questions import explain_arms as compute

    def work(on_event: Any, should_stop: Any) -> ArmsExplained:  # noqa: ANN401 - passed through
        return compute(
            study,
            table,
            files,
            n_patients=rows,
            on_event=on_event,
            should_stop=should_stop,
            n_threads=settings.n_threads,
        )

    return study, work
