"""A question to a finished run or a study: answered at once, or in a folder, then shown."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from mtl_core.cli.options import NiceOption, ThreadsOption
from mtl_core.cli.screen import ProgressLines
from mtl_core.jobs import answer_asked, answer_in_folder
from mtl_core.schema import to_json
from mtl_core.schema.answers import Asks
from mtl_core.settings import load_settings
from mtl_core.storage import FinishedRun, OpenStudy, RunFolder

T = TypeVar("T")

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def answered(
    question: Asks[T],
    about: FinishedRun | OpenStudy,
    out: Path | None,
    *,
    quiet: bool,
    nice: int = 0,
    threads: int | None = None,
) -> T:
    """Return the answer, which is kept in ``out`` where a folder is given."""
    os.nice(nice)
    screen, n_threads = ProgressLines(quiet=quiet), threads or load_settings().n_threads
    if out is not None:
        folder = RunFolder(out.absolute())
        return answer_in_folder(question, about, folder, on_event=screen, n_threads=n_threads)
    from mtl_core.studies.questions import answer

    return answer(question, about, on_event=screen, n_threads=n_threads)


def show(report: object, lines: Iterable[str], *, quiet: bool, as_json: bool = False) -> None:
    """Print a report on standard output, as JSON or in ``lines``."""
    if as_json:
        typer.echo(to_json(report), nl=False)
    elif not quiet:
        for line in (*lines, "Research use only. Not a medical device."):
            typer.echo(line)


def answer(
    directory: Annotated[Path, typer.Argument(metavar="FOLDER", show_default=False)],
    *,
    threads: ThreadsOption = None,
    nice: NiceOption = 0,
) -> None:
    """Answer the question that a page has left in a folder."""
    os.nice(nice)
    settings = load_settings()
    answer_asked(RunFolder(directory.absolute()), settings, threads or settings.n_threads)
