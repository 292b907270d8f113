"""Whether the numbers of a column lie elsewhere than they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns import known_conversion
from mtl_core.decisions.describing import FEWEST_KNOWN, PERCENTILES

if TYPE_CHECKING:
    import pandas as pd

    from mtl_core.schema import ColumnRecord

WIDER = 3.0
"""A spread that is this many times as large or as small has changed."""

_ROUNDING = 0.05
"""Two significant digits are right to five per cent."""


def shift_of(column: ColumnRecord, known: pd.Series) -> str | None:
    """Say how the numbers of a column differ from what they were, if they do.

    The median has moved when each file's lies outside the middle half of the other's numbers. The
    spread has changed when both the middle half and the middle nine tenths are more than three
    times as wide, or as narrow. Sampling alone hardly ever does either.

    Parameters
    ----------
    known
        The numbers that are not missing.
    """
    if len(known) < FEWEST_KNOWN:
        return None
    now = np.percentile(known.to_numpy(dtype=np.float64), PERCENTILES)
    then = np.asarray(column.spread)
    if _outside(now[2], then) and _outside(then[2], now):
        return _moved(column, float(then[2]), float(now[2]))
    widths = np.array([now[3] - now[1], now[4] - now[0]])
    before = np.array([then[3] - then[1], then[4] - then[0]])
    if (before <= 0).any() or (widths <= 0).any():
        return None
    ratios = widths / before
    slack = 2 * _ROUNDING * np.abs([*then, *now]).max()
    if (np.abs(widths - before) < slack).any():
        return None
    if (ratios > WIDER).all() or (ratios < 1 / WIDER).all():
        wider = "wider" if ratios[0] > 1 else "narrower"
        return f"The numbers of '{column.name}' are spread much {wider} than they were."
    return None


def _outside(median: float, quartiles: np.ndarray) -> bool:
    low, high = quartiles[1], quartiles[3]
    slack = _ROUNDING * max(abs(low), abs(high), abs(median))
    return bool(median < low - slack or median > high + slack)


def _moved(column: ColumnRecord, then: float, now: float) -> str:
    sentence = f"The numbers of '{column.name}' lie elsewhere than they did"
    if then > 0 and now > 0:
        ratio = now / then
        times = f"{ratio:.3g} times as large" if ratio > 1 else f"{1 / ratio:.3g} times as small"
        units = _units(column.name, ratio)
        return f"{sentence}: the median is {times}{units}."
    return f"{sentence}."


def _units(name: str, ratio: float) -> str:
    conversion = known_conversion(name, ratio)
    if conversion is None:
        return ""
    return f", as if {conversion.source_unit} had become {conversion.unit}"
