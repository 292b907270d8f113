"""How far two groups lie apart, in standard deviations: for numbers and for categories.

Unlike a p-value, a standardised difference does not grow with the number of patients; beyond 0.1 a
difference is usually looked at (Austin 2009, doi:10.1002/sim.3697).
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mtl_core.arrays import FloatArray


def difference_of_numbers(first: FloatArray, second: FloatArray) -> float | None:
    """Return ``|m1 - m2| / sqrt((s1² + s2²) / 2)`` of the known values of two groups.

    Parameters
    ----------
    first, second
        Values without NaN, shapes ``(n1,)`` and ``(n2,)``.

    Returns
    -------
    0 or more; ``None`` when a group has fewer than two values, or neither group varies while their
    means differ.
    """
    if min(len(first), len(second)) < 2:
        return None
    gap = abs(float(first.mean() - second.mean()))
    pooled = float(np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / 2))
    if pooled == 0:
        return 0.0 if gap == 0 else None
    return gap / pooled


def difference_of_shares(first: FloatArray, second: FloatArray) -> float | None:
    """Return the multinomial standardised difference of two groups.

    ``sqrt((p1 - p2)' S⁻¹ (p1 - p2))`` over all levels but one, ``S`` the mean of the two groups'
    multinomial covariances (Yang and Dalton 2012, SAS Global Forum, paper 335-2012). For two levels
    it is ``|p1 - p2| / sqrt((p1 (1 - p1) + p2 (1 - p2)) / 2)``.

    Parameters
    ----------
    first, second
        Rows of each level in the two groups, shape ``(levels,)``, the levels in the same order.

    Returns
    -------
    0 or more; ``None`` when a group has no known row, or no level is shared by both groups.
    """
    if min(first.sum(), second.sum()) == 0:
        return None
    seen = (first + second) > 0
    one, two = first[seen] / first.sum(), second[seen] / second.sum()
    if not ((one > 0) & (two > 0)).any():
        return None
    gap = (one - two)[1:]
    spread = (_covariance(one[1:]) + _covariance(two[1:])) / 2
    return float(np.sqrt(max(gap @ np.linalg.pinv(spread) @ gap, 0.0))) if len(gap) else 0.0


def largest_difference(
    groups: Sequence[FloatArray], between: Callable[[FloatArray, FloatArray], float | None]
) -> float | None:
    """Return the largest difference between any two groups; ``None`` when none is defined."""
    found = [between(first, second) for first, second in combinations(groups, 2)]
    known = [value for value in found if value is not None]
    return max(known) if known else None


def _covariance(shares: FloatArray) -> FloatArray:
    return np.diag(shares).astype(np.float64) - np.outer(shares, shares)
