"""From two columns of dates to the days between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns.rule import RepairRule
from mtl_core.columns.written_dates import date_of, order_of, split_time, written_dates
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import DaysSince

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from mtl_core.schema.repairs import Repair


def with_intervals(frame: pd.DataFrame, repairs: Iterable[Repair]) -> pd.DataFrame:
    """Replace columns of dates by the days since the date of another column, row by row.

    All intervals are computed from the dates as they were read, so two columns may be anchors of
    each other. Nothing happens where a column is absent, holds no dates, or does not tell in which
    order day and month come.
    """
    new = {}
    for repair in repairs:
        if isinstance(repair, DaysSince) and {repair.column, repair.anchor} <= set(frame.columns):
            dates, anchors = frame[repair.column], frame[repair.anchor]
            if dates.dtype == object and anchors.dtype == object:
                days = days_since(dates.tolist(), anchors.tolist())
                if days is not None:
                    new[repair.column] = days
    return frame.assign(**new) if new else frame


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


REPAIRS = (
    RepairRule(
        DaysSince,
        code=lambda _: FindingCode.DATE_ORDER,
        sentence=lambda repair, columns: (
            f"The dates in {columns} became days since '{repair.anchor}'."
        ),
    ),
)
