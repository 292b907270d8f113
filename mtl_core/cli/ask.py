"""``ask``: a finished run, open and warm, answers questions about single patients line by line."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Annotated, Any

import typer

from mtl_core.cli.cohort import read_cohort_of
from mtl_core.errors import MTLError, StorageError
from mtl_core.schema import from_json, to_plain
from mtl_core.schema.answers import PatientQuestion
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder


def ask(
    directory: Annotated[Path, typer.Argument(metavar="DIR", show_default=False)],
    *,
    cohort: Annotated[
        str | None, typer.Option(help="The cohort of the run, when it is not where it was.")
    ] = None,
    idle: Annotated[
        int, typer.Option(min=1, help="Seconds without a question after which it ends.")
    ] = 900,
) -> None:
    """Answer questions about single patients: one line of JSON in, one line of JSON out.

    It ends with its input, so never later than whoever asks.
    """
    lines: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_read, args=(lines,), name="questions", daemon=True).start()
    try:
        run = _open(directory, cohort)
    except MTLError as error:
        _say(_told(error))
        raise
    while True:
        try:
            line = lines.get(timeout=idle)
        except Empty:
            return
        if not line:
            return
        try:
            _say({"answer": to_plain(run.answer(from_json(PatientQuestion, line)))})
        except MTLError as error:
            _say(_told(error))


def _open(directory: Path, cohort: str | None) -> Any:  # noqa: ANN401 - torch is imported late
    folder = RunFolder(directory)
    study, predictions, files = folder.read_study(), folder.read_predictions(), folder.read_bundle()
    if study is None or predictions is None or files is None:
        raise StorageError(
            "The run has no trained networks",
            expected=f"study, predictions and networks in '{folder.path}'",
            found="a run that has not got so far",
            action="run the study again",
        )
    place = folder.read_cohort_place()
    _, table = read_cohort_of(study, cohort, place.path if place else None, load_settings())
    from mtl_core.studies.explanation import PatientAnswers

    run = PatientAnswers(study, table, predictions, files)
    run.answer(PatientQuestion(run.rows[0]))  # what is slow only once is done before it is asked
    return run


def _read(lines: SimpleQueue[str]) -> None:
    for line in sys.stdin:
        if line.strip():
            lines.put(line)
    lines.put("")


def _told(error: MTLError) -> dict[str, dict[str, str]]:
    parts = {"expected": error.expected, "found": error.found, "action": error.action}
    return {"error": {"problem": error.problem, **parts}}


def _say(plain: dict[str, Any]) -> None:
    typer.echo(json.dumps(plain, ensure_ascii=False, allow_nan=False))
    sys.stdout.flush()
