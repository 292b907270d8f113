"""Questions that take a while: asked in a folder that is named after them, answered by a process.

Whoever asks the same again, after a reload or in another browser, finds the work that is under way
or done. ``question.json`` says what was asked, ``status.json`` how far the work is, and one file of
JSON holds the answer. No cell of a patient is in the folder.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast, get_args

import mtl_core
from mtl_core.errors import RunError, StudyError
from mtl_core.jobs.background import start_work, work_status
from mtl_core.jobs.heartbeat import Heartbeat
from mtl_core.jobs.launch import NICENESS
from mtl_core.jobs.liveness import is_alive
from mtl_core.jobs.stopping import StopFlag, stopping_on_signals
from mtl_core.jobs.worker import adopted, leaving_word
from mtl_core.schema import Event, Progress, RunState, Study, from_json, from_plain, to_json
from mtl_core.schema.answers import Asks, Question, StudyQuestion, TwoRunsQuestion
from mtl_core.settings import Settings
from mtl_core.storage import (
    FinishedRun,
    OpenStudy,
    RunFolder,
    keep_cohort,
    read_bytes,
    run_of,
    write_bytes,
)

T = TypeVar("T")

_KINDS = {kind.__name__: kind for kind in get_args(Question)}


def answer_folder(
    question: Asks[object], about: FinishedRun | OpenStudy, settings: Settings
) -> RunFolder:
    """Return the folder in which the answer to a question is, or will be."""
    asks = cast("Question", question)
    if isinstance(asks, StudyQuestion):
        subjects = [to_json(asks.part_of(about.study))]
    else:
        others = [Path(asks.other)] if isinstance(asks, TwoRunsQuestion) else []
        runs = [RunFolder(path.absolute()) for path in (run_of(about).folder.path, *others)]
        subjects = [f"{run.path}\n{run.stamp(asks.reads)}" for run in runs]
    asked = "\n".join([mtl_core.__version__, to_json(question), *subjects])
    key = hashlib.sha256(asked.encode()).hexdigest()[:32]
    return RunFolder(settings.home / Path(question.file).stem / key)


def ask(question: Asks[object], about: FinishedRun | OpenStudy, settings: Settings) -> RunFolder:
    """Start to answer a question, unless that is under way or done, and return its folder.

    Raises
    ------
    MTLError
        When the run or its cohort is not there any more, or no folder or process can be made.
    """
    folder = answer_folder(question, about, settings)
    status = work_status(folder)
    if status is not None and (status.state.live or status.state is RunState.DONE):
        return folder
    study, cohort, run = about.study, about.cohort, ""
    if isinstance(question, StudyQuestion):
        study = question.part_of(study)
        content = cohort if isinstance(cohort, bytes) else read_bytes(cohort)
        keep_cohort(settings.cohorts_dir, content or b"")
    else:
        run = str(run_of(about).folder.path.absolute())
    folder.begin(study)
    asked = {"kind": type(question).__name__, "run": run, "question": question}
    write_bytes(folder.path / "question.json", to_json(asked).encode())
    words = ["answer", str(folder.path), "--threads", str(settings.n_threads)]
    start_work(folder, [*words, "--nice", str(NICENESS)], settings)
    return folder


def load_answer(question: Asks[T], folder: RunFolder) -> T | None:
    """Return the answer in a folder, ``None`` when it is not there yet.

    Raises
    ------
    StudyError
        When the file is damaged.
    """
    content = read_bytes(folder.path / question.file)
    kind = question.answer
    return None if content is None else from_json(kind, content.decode(errors="replace"))


def answer_asked(folder: RunFolder, settings: Settings, n_threads: int) -> None:
    """Answer the question that :func:`ask` has left in a folder; this is what the process does.

    Raises
    ------
    MTLError
        Whatever ended the work, the lack of a question too; the folder's status says the same.
    """
    with adopted(folder):
        question, run = _read(folder)
        about = FinishedRun(RunFolder(folder.path / run), settings.cohorts_dir)
        answer_in_folder(question, about, folder, n_threads=n_threads)


def answer_in_folder(
    question: Asks[T],
    about: FinishedRun | OpenStudy,
    folder: RunFolder,
    *,
    on_event: Callable[[Event], None] = lambda _: None,
    n_threads: int,
) -> T:
    """Answer a question and keep the answer; every end leaves word in ``status.json``.

    Parameters
    ----------
    on_event
        A second listener, for a screen.

    Raises
    ------
    MTLError
        Whatever ended it; the folder's status says the same.
    """
    _open(folder, about.study, question.file)
    flag = StopFlag()
    with stopping_on_signals(flag), Heartbeat(folder, flag) as heart, leaving_word(folder, heart):
        from mtl_core.studies.questions import answer

        def tell(event: Event) -> None:
            if isinstance(event, Progress):
                heart.show(event)
            on_event(event)

        found = answer(question, about, on_event=tell, should_stop=flag, n_threads=n_threads)
        write_bytes(folder.path / question.file, to_json(found).encode())
        heart.end(RunState.DONE, "Done")
    return found


def _read(folder: RunFolder) -> tuple[Question, str]:
    """Read what was asked, and the path of the run that it is about, if any."""
    content = read_bytes(folder.path / "question.json")
    try:
        plain = json.loads(content or b"")
        question: Question = from_plain(_KINDS[plain["kind"]], plain["question"])
        return question, str(plain["run"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise StudyError(
            "The question cannot be read",
            expected=f"a question.json as this program writes it at '{folder.path}'",
            found="no such file" if content is None else "a damaged or foreign file",
            action="ask again on the page, or with the command for this question",
        ) from None


def _open(folder: RunFolder, study: Study, name: str) -> None:
    """Make the folder ready; one in which another process works, or a run lies, is refused."""
    status = folder.read_status()
    working = status if status and status.state in {RunState.QUEUED, RunState.RUNNING} else None
    busy = is_alive(working, time.time()) if working else (folder.path / "result.json").exists()
    if busy:
        raise RunError(
            "The folder is in use",
            expected=f"an empty folder, or one with an older {name}, at '{folder.path}'",
            found="a run",
            action="choose another folder with --out",
        )
    folder.create()
    folder.write_study(study)
