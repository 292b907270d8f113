"""Cells that are written as dates, and the day that they mean in one order or another."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mtl_core.columns.missing_codes import MISSING_SUSPECTS
from mtl_core.schema.repairs import DatePattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mtl_core.columns.raw import RawColumn

MOSTLY_DATES = 0.9
"""Share of known cells that must be written as dates for a column to be one of dates."""

_DAY = re.compile(
    r"([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{1,2})",
)
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?")
_LONGEST = 40
_DAY_FIRST_MARK = "."
"""Dates with full stops are written day first wherever they are in use."""


class WrittenDate(NamedTuple):
    """The parts of a cell that is written as a date; ``year_first`` is decided by four digits."""

    parts: tuple[int, int, int]
    year_first: bool
    short_year: bool
    mark: str


def written_dates(texts: Iterable[str]) -> Mapping[str, WrittenDate]:
    """Return the texts that are written as dates, possible or not (31.02.), with their parts."""
    days: dict[str, WrittenDate | None] = {}
    found = {}
    for text in texts:
        day, time = split_time(text) if len(text) <= _LONGEST else ("", "")
        if day not in days:
            days[day] = _parts(day)
        written = days[day]
        if written is not None and (not time or _TIME.fullmatch(time[1:])):
            found[text] = written
    return found


def split_time(text: str) -> tuple[str, str]:
    """Cut a cell into its date and its time of day, which begins with ``T`` or a space.

    >>> split_time("2021-03-04T10:20")
    ('2021-03-04', 'T10:20')
    """
    for mark in ("T", " "):
        day, found, time = text.partition(mark)
        if found:
            return day, mark + time
    return text, ""


def _parts(text: str) -> WrittenDate | None:
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    a, mark, b, c = match.groups()
    year_first = len(a) == 4 and len(c) <= 2
    if not year_first and (len(a) > 2 or len(c) not in (2, 4)):
        return None
    short = not year_first and len(c) == 2
    return WrittenDate((int(a), int(b), int(c)), year_first, short, mark)


def date_of(written: WrittenDate, pattern: DatePattern) -> date | None:
    """Return the date that the parts give in an order, or ``None`` if there is no such day.

    Four digits in front are a year in every order. Years of two digits are those of POSIX:
    69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068.
    """
    a, b, c = written.parts
    if written.year_first:
        year, month, day = a, b, c
    elif pattern is DatePattern.YEAR_MONTH_DAY and not written.short_year:
        return None
    elif pattern is DatePattern.YEAR_MONTH_DAY:
        year, month, day = _century(a), b, c
    else:
        day, month = (a, b) if pattern is DatePattern.DAY_MONTH_YEAR else (b, a)
        year = _century(c) if written.short_year else c
    try:
        return date(year, month, day)
    except ValueError:
        return None


def order_of(written: Iterable[WrittenDate]) -> DatePattern | None:
    """Return the order in which most dates are possible, or ``None`` where nothing decides.

    A cell with 25 decides; where cells decide both ways, the order of the most wins. Full stops
    mean day first.
    """
    cells = [w for w in written if not w.year_first]
    if not cells:
        return DatePattern.YEAR_MONTH_DAY
    if any(w.short_year and w.parts[0] > 31 for w in cells):
        return DatePattern.YEAR_MONTH_DAY
    day_first, month_first = _deciding(cells)
    if not day_first and not month_first:
        dotted = all(w.mark == _DAY_FIRST_MARK for w in cells)
        return DatePattern.DAY_MONTH_YEAR if dotted else None
    more = len(day_first) >= len(month_first)
    return DatePattern.DAY_MONTH_YEAR if more else DatePattern.MONTH_DAY_YEAR


def holds_dates(raw: RawColumn, written: Mapping[str, WrittenDate]) -> bool:
    """Whether nearly all known cells of a column are written as dates."""
    if not written:
        return False
    known = [bool(text) and text.lower() not in MISSING_SUSPECTS for text in raw.texts]
    n_dates = raw.n_cells([text in written for text in raw.texts])
    return n_dates >= MOSTLY_DATES * raw.n_cells(known)


def _deciding(cells: Sequence[WrittenDate]) -> tuple[list[WrittenDate], list[WrittenDate]]:
    day_first = [w for w in cells if 12 < w.parts[0] <= 31 and w.parts[1] <= 12]
    month_first = [w for w in cells if 12 < w.parts[1] <= 31 and w.parts[0] <= 12]
    return day_first, month_first


def _century(short: int) -> int:
    return short + (1900 if short >= 69 else 2000)
