"""Accepted repairs applied to one column, in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mtl_core.columns.missing_codes import without_codes
from mtl_core.schema import MissingCodes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mtl_core.columns.raw import RawColumn
    from mtl_core.schema import Repair

BESIDE = "{} (code)"
"""Name of the column that keeps what a repair has taken out of another."""


def repair_column(
    raw: RawColumn,
    repairs: Iterable[Repair],
    decimal: str,  # noqa: ARG001 - repairs of numbers need it
) -> tuple[RawColumn, tuple[RawColumn, ...]]:
    """Apply the repairs of one column.

    Parameters
    ----------
    repairs
        Repairs whose ``column`` is this one, in the order in which they were accepted.
    decimal
        Decimal mark of the file.

    Returns
    -------
    The repaired column, and the columns that keep what was taken out of it.
    """
    beside: list[RawColumn] = []
    for repair in repairs:
        match repair:
            case MissingCodes():
                raw, taken = without_codes(raw, repair)
                beside.append(replace(taken, name=BESIDE.format(raw.name)))
            case _:
                pass
    return raw, tuple(beside)
