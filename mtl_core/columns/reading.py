"""One column from text to a typed array, with the checks about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtl_core.columns.checking import column_checks
from mtl_core.columns.repairing import repair_column
from mtl_core.columns.typed import type_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from mtl_core.columns.raw import RawColumn
    from mtl_core.schema import Check
    from mtl_core.schema.repairs import Repair


@dataclass(frozen=True, slots=True, eq=False)
class ReadColumn:
    """A column as it was read.

    Attributes
    ----------
    arrays
        By name: the column, then the one that keeps what repairs took out of it; float64 with NaN,
        or object of ``str`` with ``None``, shape (rows,).
    checks
        What was noticed in the repaired column.
    """

    arrays: Mapping[str, NDArray[Any]]
    checks: tuple[Check, ...]


def read_column(
    raw: RawColumn, decimal: str, repairs: Iterable[Repair] = (), label: str = ""
) -> ReadColumn:
    """Repair, type and check one column.

    Parameters
    ----------
    decimal
        Decimal mark of the file.
    repairs
        Accepted repairs of this column, in order.
    label
        Label of the column in the source's dictionary, if it has one.
    """
    accepted = tuple(repairs)
    if raw.n_padded:
        # texts that differed in spaces alone are one text
        raw = raw.compact()
    repaired, beside = repair_column(raw, accepted, decimal) if accepted else (raw, None)
    column = type_column(repaired, decimal)
    arrays = {column.name: column.array()}
    if beside is not None:
        arrays[beside.name] = type_column(beside, decimal).array()
    return ReadColumn(arrays, column_checks(column, accepted, label))
