"""Telling whether the worker of a run is still there."""

from __future__ import annotations

import psutil

from mtl_core.schema import RunState, RunStatus

FRESH_SECONDS = 10.0
"""A heartbeat younger than this proves life; the worker beats once a second."""

STARTING_SECONDS = 60.0
"""A worker that has not said a word by then never will."""

_CLOCK_SLACK_SECONDS = 2.0


def is_alive(status: RunStatus, now: float) -> bool:
    """Tell whether the worker that wrote ``status`` may still change it.

    A fresh heartbeat counts. So does a process with the worker's number that is no zombie and was
    there before the run started (a later one merely got the number): a machine that slept has a
    stale heartbeat and a healthy worker.
    """
    if not status.state.live:
        return False
    age = now - (status.updated or 0.0)
    if status.pid is None:
        return status.state is RunState.QUEUED or age < STARTING_SECONDS
    return age < FRESH_SECONDS or is_same_process(status)


def is_same_process(status: RunStatus) -> bool:
    """Tell whether the process that wrote ``status`` exists and is not a zombie."""
    if status.pid is None or status.started is None:
        return False
    try:
        process = psutil.Process(status.pid)
        zombie = process.status() == psutil.STATUS_ZOMBIE
        born: float = process.create_time()
    except psutil.Error:
        return False
    return not zombie and born <= status.started + _CLOCK_SLACK_SECONDS
