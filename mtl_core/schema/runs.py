"""The state of a run, as it stands in ``status.json`` and in the index of runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RunState(StrEnum):
    """Life of a run: queued, starting, running, then one of the three ends."""

    QUEUED = "queued"
    STARTING = "starting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def live(self) -> bool:
        """True while the run may still change."""
        return self in {RunState.QUEUED, RunState.STARTING, RunState.RUNNING}


@dataclass(frozen=True, slots=True)
class RunStatus:
    """One look at a run.

    Attributes
    ----------
    stage, fraction, message
        As in :class:`~mtl_core.schema.events.Progress`.
    started, updated
        Seconds since the epoch; ``updated`` is the worker's heartbeat.
    error
        Why the run failed, as one message for a person.
    """

    state: RunState
    stage: str = ""
    fraction: float = 0.0
    message: str = ""
    started: float | None = None
    updated: float | None = None
    pid: int | None = None
    error: str | None = None
