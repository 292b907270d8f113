"""Did sharing help: Holm's correction of p-values, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from mtl_core.schema import Difference, Verdict

K = TypeVar("K")

_LEVEL = 0.05


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down correction, in the order given.

    Examples
    --------
    >>> [round(p, 4) for p in holm([0.01, 0.02, 0.03, 0.04, 0.05])]
    [0.05, 0.08, 0.09, 0.09, 0.09]
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1.0)
    return [float(value) for value in adjusted]


def verdict(low: float, high: float, p_holm: float, margin: float) -> Verdict:
    """Say what may be said of a difference in the primary metric (higher is better).

    *Better* or *worse* when 0 is excluded after Holm's correction: ``p_holm`` is below .05 and the
    interval lies on one side of 0. This comes first, also for a difference that is clear but
    smaller than the margin: the reader sees the margin beside it. *No meaningful difference* when
    the 95 % interval, not adjusted, lies inside plus or minus ``margin``. Else *inconclusive*.
    """
    if p_holm < _LEVEL and low > 0:
        return Verdict.BETTER
    if p_holm < _LEVEL and high < 0:
        return Verdict.WORSE
    if -margin <= low and high <= margin:
        return Verdict.NO_MEANINGFUL_DIFFERENCE
    return Verdict.INCONCLUSIVE


def judge(found: Mapping[K, tuple[Difference, float | None]], margin: float) -> dict[K, Difference]:
    """Add Holm-corrected p-values, margin and verdict to differences that are tested together.

    Parameters
    ----------
    found
        Primary difference of each task (or cell, or share) and its p-value; ``None`` where there is
        nothing to test. A task whose two arms are the same network, because it shares with no other
        task, is no hypothesis: it does not count in Holm's correction, and its p is 1.
    """
    tested = {key: p for key, (d, p) in found.items() if p is not None and not _is_zero(d)}
    adjusted = dict(zip(tested, holm(list(tested.values())), strict=True))
    return {
        key: _judged(difference, adjusted.get(key, 1.0 if _is_zero(difference) else None), margin)
        for key, (difference, _) in found.items()
    }


def _judged(difference: Difference, p_holm: float | None, margin: float) -> Difference:
    low, high = difference.low, difference.high
    if p_holm is None or low is None or high is None:
        return replace(difference, margin=margin, verdict=Verdict.INCONCLUSIVE)
    said = verdict(low, high, p_holm, margin)
    return replace(difference, p_holm=p_holm, margin=margin, verdict=said)


def _is_zero(difference: Difference) -> bool:
    return difference.value == difference.low == difference.high == 0.0
