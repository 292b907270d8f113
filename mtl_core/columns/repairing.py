"""Accepted repairs applied to one column, in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, assert_never

from mtl_core.columns.ages import banded
from mtl_core.columns.codings import coded
from mtl_core.columns.dates import in_one_order
from mtl_core.columns.missing_codes import without_codes
from mtl_core.columns.mixed_units import in_one_unit
from mtl_core.columns.naming import as_categories
from mtl_core.columns.number_marks import only_numbers, with_one_mark
from mtl_core.columns.ordered_marks import ordered
from mtl_core.columns.qualified import only_numbers_remain
from mtl_core.schema.repairs import (
    BESIDE,
    AgeBand,
    AsCategories,
    DateOrder,
    DaysSince,
    LeaveOut,
    MissingCodes,
    NumberMarks,
    OneCoding,
    OnlyNumbers,
    OrderedMarks,
    QualifiedNumbers,
    UnitConversion,
    WithoutRows,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mtl_core.columns.raw import RawColumn
    from mtl_core.schema.repairs import Repair

_TakesOut: TypeAlias = MissingCodes | QualifiedNumbers | OnlyNumbers | DateOrder
_Renumbers: TypeAlias = NumberMarks | UnitConversion | AgeBand
_Renames: TypeAlias = OrderedMarks | OneCoding | AsCategories


def repair_column(
    raw: RawColumn, repairs: Iterable[Repair], decimal: str
) -> tuple[RawColumn, RawColumn | None]:
    """Apply the repairs of one column; equal repairs count once.

    Parameters
    ----------
    repairs
        Repairs whose ``column`` is this one, in the order in which they were accepted.
    decimal
        Decimal mark of the file.

    Returns
    -------
    The repaired column, and the column that keeps what was taken out of it, if a repair does that.
    Dates have one only where a cell did not fit; all other repairs that take out always have, so
    that the next file has the same columns even if it has nothing to take out.
    """
    column, taken = raw, [""] * len(raw.texts)
    keeps = False
    for repair in dict.fromkeys(repairs):
        column, out = _repaired(column, repair, column.decimal or decimal)
        if out is not None:
            keeps = keeps or any(out) or not isinstance(repair, DateOrder)
            taken = [f"{a} {b}".strip() for a, b in zip(taken, out, strict=True)]
    beside = replace(raw, name=BESIDE.format(raw.name), n_padded=0).respelt(taken, named=True)
    return column.compact(), beside.compact() if keeps else None


def _repaired(
    raw: RawColumn, repair: Repair, decimal: str
) -> tuple[RawColumn, Sequence[str] | None]:
    """Apply one repair; return the column and the texts taken out of it, if the repair does so."""
    match repair:
        case MissingCodes() | QualifiedNumbers() | OnlyNumbers() | DateOrder():
            return _taken_out(raw, repair, decimal)
        case NumberMarks() | UnitConversion() | AgeBand():
            return _renumbered(raw, repair, decimal), None
        case OrderedMarks() | OneCoding() | AsCategories():
            return _renamed(raw, repair, decimal), None
        case DaysSince() | WithoutRows() | LeaveOut():
            # These concern two columns, the rows, or the role of the column; not its cells.
            return raw, None
        case _:
            assert_never(repair)


def _taken_out(raw: RawColumn, repair: _TakesOut, decimal: str) -> tuple[RawColumn, Sequence[str]]:
    match repair:
        case MissingCodes():
            return without_codes(raw, repair)
        case QualifiedNumbers():
            return only_numbers_remain(raw, repair, decimal)
        case OnlyNumbers():
            return only_numbers(raw, repair, decimal)
        case DateOrder():
            return in_one_order(raw, repair)
        case _:
            assert_never(repair)


def _renumbered(raw: RawColumn, repair: _Renumbers, decimal: str) -> RawColumn:
    match repair:
        case NumberMarks():
            return with_one_mark(raw, repair)
        case UnitConversion():
            return in_one_unit(raw, repair, decimal)
        case AgeBand():
            return banded(raw, repair, decimal)
        case _:
            assert_never(repair)


def _renamed(raw: RawColumn, repair: _Renames, decimal: str) -> RawColumn:
    match repair:
        case OrderedMarks():
            return ordered(raw, repair)
        case OneCoding():
            return coded(raw, repair, decimal)
        case AsCategories():
            return as_categories(raw, decimal)
        case _:
            assert_never(repair)
