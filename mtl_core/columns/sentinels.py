"""Numbers that stand for *missing*: -9, 99, 999 and their like, when alone and repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns.wording import check_of
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import MissingCodes
from mtl_core.words import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mtl_core.columns.typed import TypedColumn
    from mtl_core.schema import Check

_REPDIGITS = tuple(float(str(digit) * n) for digit in (7, 8, 9) for n in range(1, 7))
SENTINELS = (
    *_REPDIGITS,
    *(-number for number in _REPDIGITS),
    *(99.9, 999.9, 9999.9, -9.9, -99.9, -999.9),
)
"""Numbers that stand for 'missing' in many exports."""

FEWEST = 3
"""A number that occurs in fewer rows is not asked about."""

ANSWERS_HIGH = 2
"""One digit (7, 8, 9) is asked about only when all other numbers are 0 to this."""

SPIKE = 10
"""A number above nearly all others is a spike when it is this many times as frequent as all numbers
within a tenth of it together, and occurs in at least this many rows."""


def check_sentinels(column: TypedColumn) -> list[Check]:
    """Ask about numbers that are repeated and lie far from all others.

    A number far out counts when its distance to the rest is larger than the whole range of the
    rest; when it is negative and nothing else is; or when it is a spike above nearly all others.
    Real measurements that happen to be 99 have neighbours and are left alone.
    """
    numbers, counts = column.numbers, column.raw.counts
    known = np.isfinite(numbers) & (counts > 0)
    if not (known & np.isin(numbers, SENTINELS)).any():
        return []
    found = _isolated(numbers[known], counts[known])
    if not found:
        return []
    chosen = np.isin(numbers, found)
    n = column.raw.n_cells(chosen)
    one = len(found) == 1
    what = "the same number" if one else f"one of {len(found)} numbers"
    codes = tuple(sorted(t for t, c in zip(column.raw.texts, chosen, strict=True) if c))
    return [
        check_of(
            FindingCode.SENTINEL_SUSPECT,
            column.name,
            f"{counted(n, 'cell')} of '{column.name}' {'holds' if n == 1 else 'hold'} {what} far "
            f"from all others; {'it' if one else 'they'} may mean 'missing'.",
            "Accept if nobody knows the value of these cells; refuse if they were measured.",
            MissingCodes(column.name, codes),
        )
    ]


def _isolated(numbers: NDArray[np.float64], counts: NDArray[np.int64]) -> list[float]:
    """Return the suspects; one that is not isolated rejoins the rest, and all are judged again."""
    frequent = {v: int(counts[numbers == v].sum()) for v in SENTINELS if (numbers == v).any()}
    suspects = [value for value, n in frequent.items() if n >= FEWEST]
    while suspects:
        rest_mask = ~np.isin(numbers, suspects)
        rest, weights = numbers[rest_mask], counts[rest_mask]
        if len(np.unique(rest)) < 2:
            return []
        kept = [v for v in suspects if _is_isolated(v, frequent[v], rest, weights)]
        if kept == suspects:
            return sorted(kept)
        suspects = kept
    return []


def _is_isolated(
    value: float, n: int, rest: NDArray[np.float64], weights: NDArray[np.int64]
) -> bool:
    low, high = float(rest.min()), float(rest.max())
    if 0 < value < 10:
        return low >= 0 and high <= ANSWERS_HIGH and bool((rest % 1 == 0).all())
    if value < 0 <= low:
        return True
    gap = max(low - value, value - high)
    return gap > high - low or (value > 0 and _is_spike(value, n, rest, weights))


def _is_spike(value: float, n: int, rest: NDArray[np.float64], weights: NDArray[np.int64]) -> bool:
    if n < SPIKE or weights[rest >= value].sum() > 0.01 * weights.sum():
        return False
    near = np.abs(rest - value) <= 0.1 * value
    return bool(n >= SPIKE * max(1, int(weights[near].sum())))
