"""Suggesting groups in a process of its own, found again by what was asked.

A suggestion lives in a folder that is named after its study: whoever asks the same again, after a
reload or in another browser, finds the one that is under way or done. ``status.json`` says how far
it is, ``affinity.json`` is what was found. No cell of a patient is in the folder.
"""

from __future__ import annotations

import hashlib
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import mtl_core
from mtl_core.errors import MTLError, RunError, StorageError
from mtl_core.jobs.endings import end_of_dead_worker
from mtl_core.jobs.heartbeat import Heartbeat
from mtl_core.jobs.launch import NICENESS, launch
from mtl_core.jobs.liveness import is_alive
from mtl_core.jobs.stopping import StopFlag, stopping_on_signals
from mtl_core.jobs.worker import leaving_word
from mtl_core.schema import (
    AffinityReport,
    Event,
    Preset,
    Progress,
    RunState,
    RunStatus,
    Study,
    TaskGrouping,
    from_json,
    to_json,
)
from mtl_core.settings import Settings
from mtl_core.storage import RunFolder, keep_cohort, read_bytes, write_bytes

REPORT = "affinity.json"


def suggestion_folder(study: Study, settings: Settings) -> RunFolder:
    """Return the folder in which the quick suggestion for a study is, or will be."""
    asked = f"{mtl_core.__version__}\n{to_json(_asked(study))}".encode()
    return RunFolder(settings.home / "affinity" / hashlib.sha256(asked).hexdigest()[:32])


def start_suggestion(study: Study, cohort: bytes | Path, settings: Settings) -> RunFolder:
    """Start to measure who learns well with whom, unless that is under way or done.

    Parameters
    ----------
    study
        Its grouping, budget, references and explanation are not read.
    cohort
        The bytes of the file, or its path; a copy is kept.

    Raises
    ------
    StorageError
        When the folder or the process cannot be made.
    """
    folder = suggestion_folder(study, settings)
    status = suggestion_status(folder)
    if status is not None and (status.state.live or status.state is RunState.DONE):
        return folder
    content = cohort if isinstance(cohort, bytes) else read_bytes(cohort)
    keep_cohort(settings.cohorts_dir, content or b"")
    folder.begin(_asked(study))
    now = time.time()
    folder.write_status(RunStatus(RunState.STARTING, message="Starting", started=now, updated=now))
    try:
        process = launch(folder, study.cohort.fingerprint, settings, _command)
    except OSError as error:
        folder.remove()
        raise StorageError(
            "The groups cannot be looked for in the background",
            expected="a process of its own",
            found=error.strerror or type(error).__name__,
            action="free some memory and some space on the disk, and try again",
        ) from None
    # the process is waited for, so that it does not stay as a zombie when it has ended
    threading.Thread(target=process.wait, name="suggestion", daemon=True).start()
    return folder


def suggestion_status(folder: RunFolder) -> RunStatus | None:
    """Return how far a suggestion is, ``None`` when nobody asked; a dead worker has failed."""
    status = folder.read_status()
    if status is None or not status.state.live or is_alive(status, time.time()):
        return status
    cancelled = folder.cancel_requested() is not None
    return end_of_dead_worker(status, None, cancelled=cancelled)


def load_suggestion(folder: RunFolder) -> AffinityReport | None:
    """Return what was found, ``None`` when it is not there yet.

    Raises
    ------
    StudyError
        When the file is damaged.
    """
    content = read_bytes(folder.path / REPORT)
    return None if content is None else from_json(AffinityReport, content.decode(errors="replace"))


def suggest_in_folder(
    folder: RunFolder,
    study: Study,
    work: Callable[[Callable[[Event], None], Callable[[], bool]], AffinityReport],
    on_event: Callable[[Event], None],
) -> AffinityReport:
    """Compute a suggestion and keep it; every end leaves word in ``status.json``.

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
    _open(folder, study)
    flag = StopFlag()
    with stopping_on_signals(flag), Heartbeat(folder, flag) as heart:

        def tell(event: Event) -> None:
            if isinstance(event, Progress):
                heart.show(event)
            on_event(event)

        with leaving_word(folder, heart):
            report = work(tell, flag)
            write_bytes(folder.path / REPORT, to_json(report).encode())
            heart.end(RunState.DONE, "Done")
    return report


def _open(folder: RunFolder, study: Study) -> None:
    """Make the folder ready; one in which another process works, or a run lies, is refused."""
    status = folder.read_status()
    if status is not None and status.state.live and status.state is not RunState.STARTING:
        if is_alive(status, time.time()):
            raise _busy(folder)
    elif (folder.path / "result.json").exists():
        raise _busy(folder)
    folder.create()
    folder.write_study(study)


def _busy(folder: RunFolder) -> MTLError:
    return RunError(
        "The folder is in use",
        expected=f"an empty folder, or one with an older suggestion, at '{folder.path}'",
        found="a run",
        action="choose another folder with --out",
    )


def _asked(study: Study) -> Study:
    """Return the study without what a suggestion does not depend on."""
    return replace(
        study,
        grouping=TaskGrouping.coarsest(study.schema.task_names),
        training=Preset.QUICK.training,
        references=(),
        explanation=replace(study.explanation, n_patients=0),
    )


def _command(folder: RunFolder, cohort: Path, settings: Settings) -> list[str]:
    return [
        *(sys.executable, "-m", "mtl_core", "affinity", str(folder.path / "study.json")),
        *("--cohort", str(cohort), "--out", str(folder.path)),
        *("--threads", str(settings.n_threads), "--nice", str(NICENESS), "--quiet"),
    ]
