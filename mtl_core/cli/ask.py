"""``ask``: a finished run, open and warm, answers questions about single patients line by line."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Annotated, Any

import typer

from mtl_core.cli.cohort import CohortOfRunOption, RunWord, open_run
from mtl_core.errors import MTLError
from mtl_core.schema import from_json, to_plain
from mtl_core.schema.answers import PatientQuestion


def ask(
    directory: RunWord,
    *,
    cohort: CohortOfRunOption = None,
    idle: Annotated[
        int, typer.Option(min=1, help="Seconds without a question after which it ends.")
    ] = 900,
) -> None:
    """Answer questions about single patients: one line of JSON in, one line of JSON out.

    A question names a row of the file and may change some of its values, such as ``{"row": 5,
    "changes": {"age": "70"}}``, with null for unknown. The answer has every task's estimate by
    networks that never saw the patient, its range over these networks, and what pushes it. It
    ends with its input, so never later than whoever asks.
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
    run = open_run(directory, cohort)
    files, study, predictions, table = run.networks, run.study, run.predictions, run.table
    from mtl_core.studies.explanation import PatientAnswers

    answers = PatientAnswers(study, table, predictions, files)
    answers.answer(PatientQuestion(answers.rows[0]))  # what is slow only once is done before
    return answers


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
