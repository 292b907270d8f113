"""One column from text to a typed array, with the checks about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtl_core.columns.repairing import repair_column
from mtl_core.columns.typed import type_column
from mtl_core.schema import Check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from mtl_core.columns.raw import RawColumn
    from mtl_core.schema import Repair


@dataclass(frozen=True, slots=True, eq=False)
class ReadColumn:
    """A column as it was read.

    Attributes
    ----------
    arrays
        By name: the column, then those that keep what repairs took out of it; float64 with NaN,
        or object of ``str`` with ``None``, shape (rows,).
    checks
        What was noticed in the repaired column.
    """

    arrays: Mapping[str, NDArray[Any]]
    checks: tuple[Check, ...]


def read_column(raw: RawColumn, decimal: str, repairs: Iterable[Repair] = ()) -> ReadColumn:
    """Repair, type and check one column.

    Parameters
    ----------
    decimal
        Decimal mark of the file.
    repairs
        Accepted repairs of this column, in order.
    """
    column, beside = repair_column(raw, repairs, decimal)
    array, findings = type_column(column, decimal)
    arrays = {column.name: array} | {b.name: type_column(b, decimal)[0] for b in beside}
    return ReadColumn(arrays, tuple(Check(finding) for finding in findings))
