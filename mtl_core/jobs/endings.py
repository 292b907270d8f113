"""What is said of a run whose worker is gone."""

from __future__ import annotations

import signal
from dataclasses import replace

from mtl_core.errors import RunError, StorageError
from mtl_core.schema import RunState, RunStatus


def end_of_dead_worker(status: RunStatus, code: int | None, *, cancelled: bool) -> RunStatus:
    """Return the last status of a run whose worker has ended.

    Parameters
    ----------
    status
        The worker's last word; returned as it is when that was an end.
    code
        Exit code, negative for a signal, ``None`` when it is not known.
    cancelled
        True when a person had asked the run to stop.
    """
    if not status.state.live:
        return status
    if cancelled:
        told = "Stopped by a person; everything computed so far is kept"
        return replace(status, state=RunState.CANCELLED, message=told)
    error = str(_killed(code))
    return replace(status, state=RunState.FAILED, message="Failed", error=error)


def unknown_run() -> StorageError:
    """Return what is told about an id that belongs to no run."""
    return StorageError(
        "There is no such run",
        expected="the id of a run on this machine",
        found="an id that belongs to none; the run may have been deleted",
        action="choose a run from the list of runs",
    )


def _killed(code: int | None) -> RunError:
    if code is not None and code >= 0:
        return RunError(
            "The worker ended before the run did",
            expected="a worker that says how its run ended",
            found=f"exit code {code} and no word",
            action="read the last lines of log.txt, then start the run again",
        )
    return RunError(
        "The worker was killed",
        expected="a worker that runs until its result is written",
        found="the process is gone" if code is None else f"ended by {_name_of(-code)}",
        action="see whether the machine ran out of memory or was switched off, then start the run "
        "again; everything computed so far is kept",
    )


def _name_of(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
