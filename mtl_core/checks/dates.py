"""Dates that lie after the time of prediction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from mtl_core.schema import (
    Check,
    ColumnKind,
    ColumnProfile,
    ColumnRole,
    Finding,
    FindingCode,
    Severity,
)
from mtl_core.schema.repairs import LeaveOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtl_core.data import Table

MOSTLY_AFTER = 0.5
"""Share of later dates from which a column is called known afterwards."""

FEWEST_PAIRS = 20
"""Rows with both dates that are needed to say so."""

_PARTS = re.compile(r"([0-9]+)[-/.]([0-9]{1,2})[-/.]([0-9]+)")


def date_checks(table: Table, columns: Sequence[ColumnProfile]) -> list[Check]:
    """Compare each column of dates with the one that is proposed as time.

    A column whose order of day and month is not clear is passed over: that is asked elsewhere.
    """
    time = next((c.name for c in columns if c.proposed_role is ColumnRole.TIME), None)
    if time is None:
        return []
    start = _days(table.frame[time])
    dates = [c.name for c in columns if c.kind is ColumnKind.DATE and c.name != time]
    if start is None or not dates:
        return []
    checks = []
    for name in dates:
        days = _days(table.frame[name])
        if days is None:
            continue
        gap = (days - start).dropna()
        n_later = int((gap > 0).sum())
        if len(gap) >= FEWEST_PAIRS and n_later > MOSTLY_AFTER * len(gap):
            finding = Finding(
                FindingCode.DATE_AFTERWARDS,
                Severity.WARNING,
                name,
                f"In {n_later} of {len(gap)} rows the date in '{name}' is later than that in "
                f"'{time}'.",
                f"Leave it out, unless the prediction is made later than '{time}'.",
            )
            checks.append(Check(finding, LeaveOut(name)))
    return checks


def _days(column: pd.Series) -> pd.Series | None:
    """Days since 1970 of a column of dates, NaN where unknown; ``None`` if its order is unclear."""
    texts = column.dropna().unique()
    parts = {text: tuple(map(int, m.groups())) for text in texts if (m := _PARTS.match(text))}
    order = _order(list(parts.values()))
    if order is None:
        return None
    moments = pd.DataFrame(
        [[values[i] for i in order] for values in parts.values()], columns=["year", "month", "day"]
    )
    years = moments["year"]
    # Two digits mean 1969 to 2068, as in most programs.
    moments["year"] = years + 2000 * (years < 69) + 1900 * years.between(69, 99)
    days = (pd.to_datetime(moments, errors="coerce") - pd.Timestamp(1970, 1, 1)).dt.days
    return column.map(dict(zip(parts, days, strict=True)))


def _order(parts: Sequence[tuple[int, ...]]) -> tuple[int, int, int] | None:
    """Return the indices of year, month and day in the dates of a column."""
    if not parts:
        return None
    highest = [max(values) for values in zip(*parts, strict=True)]
    if min(values[0] for values in parts) > 31:
        return (0, 1, 2)
    if highest[0] > 12 >= highest[1]:
        return (2, 1, 0)
    return (2, 0, 1) if highest[1] > 12 >= highest[0] else None
