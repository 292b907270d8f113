"""The table of repairs, and accepted repairs applied to one column, in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mtl_core.columns import (
    ages,
    codings,
    dates,
    intervals,
    missing_codes,
    mixed_units,
    naming,
    number_marks,
    ordered_marks,
    qualified,
)
from mtl_core.columns.rule import RepairRule
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import BESIDE, LeaveOut, Repair, WithoutRows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mtl_core.columns.raw import RawColumn

_RULES: tuple[RepairRule[Any], ...] = (
    *missing_codes.REPAIRS,
    *qualified.REPAIRS,
    *ordered_marks.REPAIRS,
    *number_marks.REPAIRS,
    *mixed_units.REPAIRS,
    *dates.REPAIRS,
    *intervals.REPAIRS,
    *codings.REPAIRS,
    *naming.REPAIRS,
    *ages.REPAIRS,
    RepairRule(WithoutRows, code=lambda repair: repair.reason.code),
    RepairRule(LeaveOut, code=lambda _: FindingCode.MOSTLY_MISSING),
)
REPAIR_RULES: Mapping[type[Repair], RepairRule[Any]] = {rule.type: rule for rule in _RULES}
"""How each type of repair is done, told, and which finding it answers."""


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
        apply = REPAIR_RULES[type(repair)].apply
        if apply is None:
            continue
        cells = apply(column, repair, column.decimal or decimal)
        column, out = cells if isinstance(cells, tuple) else (cells, None)
        if out is not None:
            keeps = True
            taken = [f"{a} {b}".strip() for a, b in zip(taken, out, strict=True)]
    beside = replace(raw, name=BESIDE.format(raw.name), n_padded=0).respelt(taken, named=True)
    return column.compact(), beside.compact() if keeps else None
