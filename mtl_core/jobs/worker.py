"""The worker's side of a run: events become files, every end leaves word."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TypeAlias

from mtl_core.errors import MTLError, RunCancelled, RunError, StorageError
from mtl_core.jobs.bugs import bug_error, memory_error, places_of
from mtl_core.jobs.heartbeat import Heartbeat
from mtl_core.jobs.liveness import is_alive
from mtl_core.jobs.recorder import Recorder
from mtl_core.jobs.stopping import StopFlag, stopping_on_signals
from mtl_core.schema import Event, RunState, Study, StudyResult
from mtl_core.storage import CohortPlace, RunFolder

Work: TypeAlias = Callable[[Callable[[Event], None], Callable[[], bool]], StudyResult]
"""The computation: called with ``on_event`` and ``should_stop``, returns the result."""

_STOPPED = "Stopped by a person; everything computed so far is kept"


def run_in_folder(
    folder: RunFolder,
    study: Study,
    work: Work,
    *,
    place: CohortPlace,
    refused: Mapping[str, str] | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> StudyResult:
    """Compute a run and keep all of it in ``folder``.

    Parameters
    ----------
    work
        The computation; it stops with :class:`RunCancelled` soon after ``should_stop()`` is true.
    place
        Where the cohort was read from.
    refused
        Tasks that were refused before the study was made, with the reason; they join the result's.
    on_event
        A second listener, for progress on a screen.

    Raises
    ------
    MTLError
        Whatever ended the run; the folder's status says the same and all that was written stays.
    """
    _open(folder, study, place)
    flag = StopFlag()
    with stopping_on_signals(flag), Heartbeat(folder, flag) as heart:
        recorder = Recorder(folder, heart, dict(refused or {}), on_event)
        with leaving_word(folder, heart):
            recorder.start()
            result = recorder.finish(work(recorder, flag))
            heart.end(RunState.DONE, "Done")
        return result


@contextmanager
def adopted(folder: RunFolder) -> Iterator[None]:
    """Answer for a run that a supervisor has started here, from the worker's first moment on.

    Bad input is found before the run itself begins; inside this block it still ends up in the
    folder's status. A folder that no supervisor has prepared is left untouched.
    """
    status = folder.read_status()
    if status is None or status.state is not RunState.STARTING or status.pid is not None:
        yield
        return
    now = time.time()
    folder.write_status(replace(status, pid=os.getpid(), started=now, updated=now))
    try:
        yield
    except Exception as error:
        told = error if isinstance(error, MTLError) else bug_error(error)
        with suppress(StorageError):
            current = folder.read_status()
            if current is not None and current.state.live:
                folder.write_status(replace(current, state=RunState.FAILED, error=str(told)))
        raise


def _open(folder: RunFolder, study: Study, place: CohortPlace) -> None:
    status = folder.read_status()
    if status is not None and status.state is RunState.STARTING and status.pid == os.getpid():
        folder.write_study(study)
    elif status is not None and is_alive(status, time.time()):
        raise RunError(
            "A run is in progress in this folder",
            expected=f"no other run at '{folder.path}'",
            found=f"a run that is {status.state}",
            action="wait for it, stop it, or choose another folder with --out",
        )
    else:
        folder.begin(study)
    folder.write_cohort_place(place)


@contextmanager
def leaving_word(folder: RunFolder, heart: Heartbeat) -> Iterator[None]:
    """Write down how the work inside this block ended, when it did not end well."""
    try:
        yield
    except (RunCancelled, KeyboardInterrupt):
        _end(folder, heart, RunState.CANCELLED, _STOPPED)
        raise
    except MTLError as error:
        _end(folder, heart, RunState.FAILED, "Failed", str(error))
        raise
    except MemoryError as error:
        told = memory_error()
        _end(folder, heart, RunState.FAILED, "Failed", str(told))
        raise told from error
    except Exception as error:
        _end(folder, heart, RunState.FAILED, "Failed", str(bug_error(error)), places_of(error))
        raise


def _end(
    folder: RunFolder,
    heart: Heartbeat,
    state: RunState,
    message: str,
    error: str | None = None,
    places: str = "",
) -> None:
    # A disk that is full may also refuse these: the reason still reaches the caller.
    with suppress(StorageError):
        heart.end(state, message, error=error)
    with suppress(StorageError):
        folder.append_log("\n".join(part for part in (error or message, places) if part))
