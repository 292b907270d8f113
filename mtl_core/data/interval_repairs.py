"""Accepted repairs that turn a column of dates into days since another date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.columns import days_since
from mtl_core.schema.repairs import DaysSince

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

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
