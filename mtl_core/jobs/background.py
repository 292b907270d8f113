"""Work beside the runs: in a process and a folder of its own, found again by what was asked.

Such a folder is named after its question: whoever asks the same again, after a reload or in another
browser, finds the work that is under way or done. ``status.json`` says how far it is, and one file
of JSON holds what was found. No cell of a patient is in the folder.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

import mtl_core
from mtl_core.errors import MTLError, RunError, StorageError
from mtl_core.jobs.endings import end_of_dead_worker
from mtl_core.jobs.heartbeat import Heartbeat
from mtl_core.jobs.launch import WorkerCommand, launch
from mtl_core.jobs.liveness import is_alive
from mtl_core.jobs.stopping import StopFlag, stopping_on_signals
from mtl_core.jobs.worker import leaving_word
from mtl_core.schema import Event, Progress, RunState, RunStatus, Study, from_json, to_json
from mtl_core.settings import Settings
from mtl_core.storage import RunFolder, keep_cohort, read_bytes, write_bytes

T = TypeVar("T")

Computation: TypeAlias = Callable[[Callable[[Event], None], Callable[[], bool]], T]
"""Called with ``on_event`` and ``should_stop``."""


def asked_folder(kind: str, question: str, settings: Settings) -> RunFolder:
    """Return the folder in which the answer to a question is, or will be.

    Parameters
    ----------
    kind
        The folder of all questions of this kind, below the home.
    question
        All that the answer depends on, as text.
    """
    asked = f"{mtl_core.__version__}\n{question}".encode()
    return RunFolder(settings.home / kind / hashlib.sha256(asked).hexdigest()[:32])


def finished_run(run: RunFolder) -> tuple[Study, Path]:
    """Return the study of a run and the file of its patients.

    Raises
    ------
    StorageError
        When one of the two is not there any more.
    """
    study, place = run.read_study(), run.read_cohort_place()
    cohort = None if place is None else Path(place.path)
    if study is None or cohort is None or not cohort.is_file():
        raise StorageError(
            "The file of this run's patients is no longer where it was",
            expected="the file that the run was made with",
            found="no such file",
            action="run the study again, or name the file with --cohort on the command line",
        )
    return study, cohort


def start_work(
    folder: RunFolder,
    study: Study,
    cohort: bytes | Path,
    settings: Settings,
    command: WorkerCommand,
) -> RunFolder:
    """Start the work of a folder, unless that is under way or done.

    Parameters
    ----------
    study
        What the worker finds as ``study.json``.
    cohort
        The bytes of the file, or its path; a copy is kept.

    Raises
    ------
    StorageError
        When the folder or the process cannot be made.
    """
    status = work_status(folder)
    if status is not None and (status.state.live or status.state is RunState.DONE):
        return folder
    content = cohort if isinstance(cohort, bytes) else read_bytes(cohort)
    keep_cohort(settings.cohorts_dir, content or b"")
    folder.begin(study)
    now = time.time()
    folder.write_status(RunStatus(RunState.STARTING, message="Starting", started=now, updated=now))
    try:
        process = launch(folder, study.cohort.fingerprint, settings, command)
    except OSError as error:
        folder.remove()
        raise StorageError(
            "The work cannot be done in the background",
            expected="a process of its own",
            found=error.strerror or type(error).__name__,
            action="free some memory and some space on the disk, and try again",
        ) from None
    # the process is waited for, so that it does not stay as a zombie when it has ended
    threading.Thread(target=process.wait, name="background", daemon=True).start()
    return folder


def work_status(folder: RunFolder) -> RunStatus | None:
    """Return how far the work is, ``None`` when nobody asked; a dead worker has failed."""
    status = folder.read_status()
    if status is None or not status.state.live or is_alive(status, time.time()):
        return status
    cancelled = folder.cancel_requested() is not None
    return end_of_dead_worker(status, None, cancelled=cancelled)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a kind of work finds, and the file in its folder that keeps it."""

    kind: type[T]
    name: str

    def load(self, folder: RunFolder) -> T | None:
        """Return what was found, ``None`` when it is not there yet.

        Raises
        ------
        StudyError
            When the file is damaged.
        """
        content = read_bytes(folder.path / self.name)
        return None if content is None else from_json(self.kind, content.decode(errors="replace"))

    def compute(
        self,
        folder: RunFolder,
        study: Study,
        work: Computation[T],
        on_event: Callable[[Event], None],
    ) -> T:
        """Compute an answer and keep it; every end leaves word in ``status.json``.

        Parameters
        ----------
        work
            The computation, called with ``on_event`` and ``should_stop``.
        on_event
            A second listener, for a screen.

        Raises
        ------
        MTLError
            Whatever ended it; the folder's status says the same.
        """
        _open(folder, study, self.name)
        flag = StopFlag()
        with stopping_on_signals(flag), Heartbeat(folder, flag) as heart:

            def tell(event: Event) -> None:
                if isinstance(event, Progress):
                    heart.show(event)
                on_event(event)

            with leaving_word(folder, heart):
                found = work(tell, flag)
                write_bytes(folder.path / self.name, to_json(found).encode())
                heart.end(RunState.DONE, "Done")
        return found


def _open(folder: RunFolder, study: Study, name: str) -> None:
    """Make the folder ready; one in which another process works, or a run lies, is refused."""
    status = folder.read_status()
    if status is not None and status.state.live and status.state is not RunState.STARTING:
        if is_alive(status, time.time()):
            raise _busy(folder, name)
    elif (folder.path / "result.json").exists():
        raise _busy(folder, name)
    folder.create()
    folder.write_study(study)


def _busy(folder: RunFolder, name: str) -> MTLError:
    return RunError(
        "The folder is in use",
        expected=f"an empty folder, or one with an older {name}, at '{folder.path}'",
        found="a run",
        action="choose another folder with --out",
    )
