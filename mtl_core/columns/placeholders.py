"""Dates that programs write when they have none: 1 January 1900, 31 December 9999."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from mtl_core.columns.wording import check_of
from mtl_core.columns.written_dates import date_of, order_of
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import DatePattern, MissingCodes
from mtl_core.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mtl_core.columns.typed import TypedColumn
    from mtl_core.columns.written_dates import WrittenDate
    from mtl_core.schema import Check

FEWEST_PLACEHOLDERS = 3
"""A far-away date in fewer rows is not asked about."""

FAR_DAYS = 3 * 365
"""A placeholder is at least this many days away from every other date."""

PLACEHOLDERS = frozenset(
    {date(1, 1, 1), date(1111, 11, 11), date(1582, 10, 15), date(1753, 1, 1), date(1800, 1, 1)}
    | {date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1901, 1, 1)}
    | {date(1904, 1, 1), date(1960, 1, 1), date(1970, 1, 1)}
    | {date(2099, 1, 1), date(2099, 12, 31), date(2100, 1, 1), date(2999, 12, 31)}
    | {date(3000, 1, 1), date(9999, 1, 1), date(9999, 9, 9), date(9999, 12, 31)}
)
"""Dates that programs write when they have none."""


def check_placeholders(column: TypedColumn, written: Mapping[str, WrittenDate]) -> list[Check]:
    """Ask about dates of the kind that means *none*, repeated and years away from all others."""
    raw = column.raw
    # Where the order has yet to be asked, day and month do not matter: most are 1 January.
    pattern = order_of(written.values()) or DatePattern.DAY_MONTH_YEAR
    days = {text: day for text, w in written.items() if (day := date_of(w, pattern)) is not None}
    found = {text for text, day in days.items() if day in PLACEHOLDERS}
    rest = [day.toordinal() for text, day in days.items() if text not in found]
    if not found or not rest:
        return []
    low, high = min(rest) - FAR_DAYS, max(rest) + FAR_DAYS
    counts = dict(zip(raw.texts, raw.counts.tolist(), strict=True))
    per_day: Counter[date] = Counter()
    for text in found:
        if not low < days[text].toordinal() < high:
            per_day[days[text]] += counts[text]
    codes = {text for text in found if per_day[days[text]] >= FEWEST_PLACEHOLDERS}
    if not codes:
        return []
    n = raw.n_cells([text in codes for text in raw.texts])
    return [
        check_of(
            FindingCode.DATE_PLACEHOLDER,
            raw.name,
            f"{counted(n, 'date')} of '{raw.name}' {'is' if n == 1 else 'are'} far from all others "
            "and of the kind that programs write when they have none.",
            "Accept to make them missing; refuse if they are real dates.",
            MissingCodes(raw.name, tuple(sorted(codes))),
        )
    ]
