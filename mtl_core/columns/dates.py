"""In which order dates give day, month and year: asked once per column, written one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.columns.rule import RepairRule
from mtl_core.columns.wording import check_of, notice
from mtl_core.columns.written_dates import date_of, order_of, split_time, written_dates
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import DateOrder, DatePattern
from mtl_core.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mtl_core.columns.raw import RawColumn
    from mtl_core.columns.typed import TypedColumn
    from mtl_core.columns.written_dates import WrittenDate
    from mtl_core.schema import Check


def in_one_order(raw: RawColumn, repair: DateOrder) -> tuple[RawColumn, Sequence[str] | None]:
    """Write the dates as ``YYYY-MM-DD``, times of day behind; return the texts that do not fit.

    A column without any date is left as it is.
    """
    written = written_dates(raw.texts)
    if not written:
        return raw, None
    new = []
    for text in raw.texts:
        day = date_of(written[text], repair.pattern) if text in written else None
        new.append("" if day is None else day.isoformat() + split_time(text)[1])
    taken = [text if not after else "" for text, after in zip(raw.texts, new, strict=True)]
    return raw.respelt(new), taken if any(taken) else None


def check_dates(column: TypedColumn, written: Mapping[str, WrittenDate]) -> list[Check]:
    """Ask in which order dates are given, and about those that do not exist in it.

    Parameters
    ----------
    written
        The texts that are written as dates.
    """
    raw = column.raw
    pattern = order_of(written.values())
    proposed = pattern or DatePattern.DAY_MONTH_YEAR
    repair = DateOrder(raw.name, proposed)
    if pattern is None:
        message = f"No date of '{raw.name}' tells whether the day or the month comes first."
        proposal = "Accept day/month/year; choose month/day/year instead if that is right."
        return [check_of(FindingCode.DATE_ORDER, raw.name, message, proposal, repair)]
    n_short = _n_cells(raw, {text for text, w in written.items() if w.short_year})
    years = f"; {counted(n_short, 'year')} of two digits (69 to 99 are 1969 to 1999)"
    impossible = {text for text, w in written.items() if date_of(w, proposed) is None}
    if impossible:
        message = f"{_impossible(raw, written, impossible, proposed)}{years if n_short else ''}."
        proposal = "Accept to make them missing; they are kept in a column of their own."
        return [check_of(FindingCode.DATE_ORDER, raw.name, message, proposal, repair)]
    if all(w.year_first for w in written.values()):
        return []
    message = f"The dates of '{raw.name}' are {_slashed(proposed)}{years if n_short else ''}."
    proposal = "Accept to write them as year-month-day, so that intervals can be computed."
    return [notice(FindingCode.DATE_ORDER, raw.name, message, proposal, repair)]


def _impossible(
    raw: RawColumn, written: Mapping[str, WrittenDate], texts: set[str], pattern: DatePattern
) -> str:
    n = _n_cells(raw, texts)
    others = [order for order in DatePattern if order is not pattern]
    in_other = {t for t in texts if any(date_of(written[t], order) for order in others)}
    n_other = _n_cells(raw, in_other)
    ending = f", {n_other:,} of them would in another order" if n_other else ""
    return (
        f"{counted(n, 'date')} of '{raw.name}' {'does' if n == 1 else 'do'} not exist as "
        f"{_slashed(pattern)}{ending}"
    )


def _n_cells(raw: RawColumn, texts: set[str]) -> int:
    return raw.n_cells([text in texts for text in raw.texts])


def _slashed(pattern: DatePattern) -> str:
    return pattern.words.replace(", ", "/")


REPAIRS = (
    RepairRule(
        DateOrder,
        code=lambda _: FindingCode.DATE_ORDER,
        sentence=lambda repair, columns: (
            f"The dates in {columns} were read as {repair.pattern.words}."
        ),
        apply=lambda raw, repair, _: in_one_order(raw, repair),
    ),
)
