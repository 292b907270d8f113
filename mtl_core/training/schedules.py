"""The learning rate over the budget, as a share of its peak."""

from __future__ import annotations

import math
from typing import assert_never

from mtl_core.schema.specs import Constant, Cosine, OneCycle, Schedule


def share_of_peak(schedule: Schedule, progress: float) -> float:
    """Return the learning rate at some progress, 0 to 1, as a share of its peak.

    Examples
    --------
    >>> share_of_peak(Constant(), 0.3)
    1.0
    """
    match schedule:
        case OneCycle():
            return one_cycle(progress, schedule.warm_up)
        case Cosine():
            return one_cycle(progress, 0.0)
        case Constant():
            return 1.0
        case _:
            assert_never(schedule)


def one_cycle(progress: float, warm_up: float = 0.15) -> float:
    """Learning rate as a share of its peak: linear warm-up, then half a cosine down to zero.

    Examples
    --------
    >>> one_cycle(0.15), one_cycle(1.0)
    (1.0, 0.0)
    """
    if progress < warm_up:
        return progress / warm_up
    return 0.5 * (1 + math.cos(math.pi * (progress - warm_up) / (1 - warm_up)))
