"""How far a run is, as one number that never goes back."""

from __future__ import annotations

import time
from collections.abc import Callable

from mtl_core.schema import Arm, Event, Progress
from mtl_core.training import cancelled

# Shares of the wall time, as measured on the demonstration cohort.
_SHARES: dict[str, float] = {
    "prepare": 0.03,
    **{arm: arm.facts.time_share for arm in Arm},
    "evaluate": 0.13,
    "explain": 0.13,
}


class Stopwatch:
    """Tells progress and measures the wall time of every stage.

    Attributes
    ----------
    seconds
        Wall time by stage so far.
    """

    def __init__(self, stages: list[str], on_event: Callable[[Event], None]) -> None:
        total = sum(_SHARES[stage] for stage in stages)
        self._share = {stage: _SHARES[stage] / total for stage in stages}
        self._on_event = on_event
        self._stage = ""
        self._done = 0.0
        self._started = 0.0
        self.seconds: dict[str, float] = {}

    def start(self, stage: str, message: str) -> None:
        """End the stage before and begin the next."""
        self.stop()
        self._stage, self._started = stage, time.perf_counter()
        self._on_event(Progress(stage, self._done, message))

    def tell(self, fraction: float, message: str) -> None:
        """Report the share of the stage that is done, 0 to 1."""
        overall = self._done + fraction * self._share[self._stage]
        self._on_event(Progress(self._stage, min(overall, 1.0), message))

    def stop(self) -> None:
        """End the stage that is under way, if any."""
        if self._stage:
            self.seconds[self._stage] = round(time.perf_counter() - self._started, 3)
            self._done += self._share[self._stage]
            self._stage = ""


class StageWatch:
    """Tells progress through stages whose shares are known, and measures the time of each.

    Begins with the stage ``prepare``.

    Parameters
    ----------
    should_stop
        Asked whenever there is progress to tell.

    Attributes
    ----------
    seconds
        Wall time by stage so far.
    """

    def __init__(
        self,
        on_event: Callable[[Event], None],
        words: dict[str, str],
        ends: dict[str, float],
        should_stop: Callable[[], bool],
    ) -> None:
        self._on_event = on_event
        self._should_stop = should_stop
        self._words = words
        self._ends = ends
        self._stage, self._start, self._began = "prepare", 0.0, time.perf_counter()
        self.seconds: dict[str, float] = {}
        self.tell(0.0)

    def next(self, stage: str) -> None:
        """End the stage before and begin the next, if there is one."""
        now = time.perf_counter()
        self.seconds[self._stage] = round(now - self._began, 3)
        self._start, self._stage, self._began = self._ends[self._stage], stage, now
        if stage:
            self.tell(0.0)

    def tell(self, fraction: float) -> None:
        """Report the share of the stage that is done, 0 to 1.

        Raises
        ------
        RunCancelled
            When ``should_stop()`` turns true.
        """
        if self._should_stop():
            raise cancelled()
        overall = self._start + fraction * (self._ends[self._stage] - self._start)
        self._on_event(Progress(self._stage, overall, self._words[self._stage]))
