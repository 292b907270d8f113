"""Columns without a name that harm nobody: row numbers in front, and empty columns."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from mtl_core.schema import Check, Finding, FindingCode, Severity
from mtl_core.schema.repairs import LeaveOut

if TYPE_CHECKING:
    from collections.abc import Sequence


def name_columns(
    header: Sequence[str], columns: Sequence[Sequence[str]]
) -> tuple[tuple[str, ...], list[Check]]:
    """Name row numbers in front of the table and empty columns by their position.

    Parameters
    ----------
    columns
        Cells below each name.

    Returns
    -------
    The names, still empty where a column without one holds something else, and a check for each
    column that was named here.
    """
    names, checks = list(header), []
    for i, (name, cells) in enumerate(zip(header, columns, strict=True)):
        position = f"column {i + 1}"
        if name or position in header:
            continue
        if not any(map(str.strip, cells)):
            names[i] = position
            checks.append(_check(position, "is empty", Severity.INFO))
        elif i == 0 and _counts_up(cells):
            names[i] = position
            checks.append(_check(position, "counts the rows", Severity.WARNING))
    return tuple(names), checks


def _counts_up(cells: Sequence[str]) -> bool:
    """Whether cells are whole numbers, each larger than the one before."""
    if not all(cell.isascii() and cell.isdigit() and len(cell) < 16 for cell in cells):
        return False
    return all(low < high for low, high in pairwise(map(int, cells)))


def _check(position: str, what: str, severity: Severity) -> Check:
    finding = Finding(
        FindingCode.UNNAMED_COLUMN,
        severity,
        position,
        f"A column without a name {what}; it is called '{position}' here.",
        "Leave it out.",
    )
    return Check(finding, LeaveOut(position))
