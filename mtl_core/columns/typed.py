"""The decision for one column: numbers, names of categories, codes, or text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

import numpy as np

from mtl_core.columns.raw import (
    INFINITE_WORDS,
    looks_like_codes,
    numeric_column,
    parse_numbers,
    surely_grouped,
    text_column,
    ungroup,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mtl_core.columns.raw import RawColumn


class CellType(Enum):
    """What the cells of a column were taken for.

    NAMES are texts that a repair or a dictionary has made categories; CODES resemble numbers but
    would lose their meaning as such (00123, 1E5); GROUPED are numbers whose thousands are
    separated.
    """

    NUMBERS = auto()
    GROUPED = auto()
    NAMES = auto()
    CODES = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True, eq=False)
class TypedColumn:
    """A column whose type is decided, by its distinct texts.

    Attributes
    ----------
    decimal
        Decimal mark of this column.
    numbers
        The number of each of ``raw.texts``, NaN where it is none, shape (len(raw.texts),); blank
        for a column that does not hold numbers.
    """

    raw: RawColumn
    type: CellType
    decimal: str
    numbers: NDArray[np.float64]

    @property
    def name(self) -> str:
        """Name of the column."""
        return self.raw.name

    @property
    def is_numeric(self) -> bool:
        """Whether the column holds numbers."""
        return self.type in (CellType.NUMBERS, CellType.GROUPED)

    def array(self) -> NDArray[Any]:
        """Spread the column over the rows: float64 with NaN, or object of ``str`` and ``None``."""
        if self.is_numeric:
            return numeric_column(self.raw, self.numbers[self.raw.value_mask])
        return text_column(self.raw)


def type_column(raw: RawColumn, decimal: str) -> TypedColumn:
    """Decide what a column holds whose repairs are done.

    Parameters
    ----------
    decimal
        Decimal mark of the file; that of the column, where it has its own, comes first.
    """
    values, decimal = raw.values, raw.decimal or decimal
    if raw.named:
        return _typed(raw, CellType.NAMES, decimal)
    if looks_like_codes(values):
        return _typed(raw, CellType.CODES, decimal)
    numbers = parse_numbers(values, decimal)
    if numbers is not None and (values or INFINITE_WORDS.isdisjoint(raw.texts)):
        return _typed(raw, CellType.NUMBERS, decimal, numbers)
    if any(surely_grouped(text, decimal) for text in values):
        ungrouped = ungroup(values, decimal)
        if ungrouped is not None:
            return _typed(raw, CellType.GROUPED, decimal, ungrouped)
    return _typed(raw, CellType.TEXT, decimal)


def _typed(
    raw: RawColumn, cells: CellType, decimal: str, numbers: NDArray[np.float64] | None = None
) -> TypedColumn:
    distinct = np.full(len(raw.texts), np.nan)
    if numbers is not None:
        distinct[raw.value_mask] = numbers
    return TypedColumn(raw, cells, decimal, distinct)
