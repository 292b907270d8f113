"""From two columns of dates to the days between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns.written_dates import date_of, order_of, split_time, written_dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def days_since(
    dates: Sequence[str | None], anchors: Sequence[str | None]
) -> NDArray[np.float64] | None:
    """Return the days from each anchor to the date of the same row.

    Parameters
    ----------
    dates, anchors
        Cells of two columns of dates, ``None`` for missing, each of length rows.

    Returns
    -------
    Shape (rows,), negative before the anchor, NaN where either date is missing or impossible; with
    times of day a fraction. ``None`` where the order of day and month of a column is not clear.
    """
    start, end = _ordinals(anchors), _ordinals(dates)
    return None if start is None or end is None else end - start


def _ordinals(cells: Sequence[str | None]) -> NDArray[np.float64] | None:
    distinct = {cell for cell in cells if cell is not None}
    written = written_dates(distinct)
    pattern = order_of(written.values())
    if pattern is None or not written:
        return None
    days: dict[str | None, float] = {}
    for text, parts in written.items():
        day = date_of(parts, pattern)
        if day is not None:
            days[text] = day.toordinal() + _share_of_day(split_time(text)[1])
    return np.array([days.get(cell, np.nan) for cell in cells], dtype=np.float64)


def _share_of_day(time: str) -> float:
    """Return the time of day as a share of 24 hours; time zones are not looked at."""
    match = re.match(r"[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}(?:\.[0-9]+)?))?", time)
    if match is None:
        return 0.0
    hours, minutes, seconds = int(match[1]), int(match[2]), float(match[3] or 0)
    return (hours * 3600 + minutes * 60 + seconds) / 86_400
