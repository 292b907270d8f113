"""Repairs of a table: what a person may accept or refuse, as data.

A repair names a column and what is to be done with its cells. It carries codes of common
vocabularies, marks and factors, never the text of a patient's cell, so that a decision file can be
sent to a colleague. None is applied before a person has accepted it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

from mtl_core.errors import StudyError
from mtl_core.schema.finding_codes import FindingCode

BESIDE = "{} (code)"
"""Name of the column that keeps what was taken out of another: codes that mean *missing*, marks."""


@dataclass(frozen=True, slots=True)
class MissingCodes:
    """Cells that hold one of ``codes`` are missing; which code it was goes to a second column."""

    column: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QualifiedNumbers:
    """Marks around numbers (``<0.01``, ``>100``, ``5.2 H``) go to a second column."""

    column: str


@dataclass(frozen=True, slots=True)
class OrderedMarks:
    """Marks such as ``-``, ``+``, ``++`` become 0, 1, 2 in the order of ``marks``."""

    column: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnlyNumbers:
    """The column holds numbers; cells that are none are missing."""

    column: str


@dataclass(frozen=True, slots=True)
class NumberMarks:
    """``decimal`` is the decimal mark of this column, the other mark separates thousands.

    Attributes
    ----------
    decimal
        ``"."`` or ``","``; ``"both"`` when each cell with one mark has it as its decimal mark.
    """

    column: str
    decimal: str

    def __post_init__(self) -> None:
        if self.decimal not in (".", ",", "both"):
            raise StudyError(
                f"The decimal mark of '{self.column}' is unknown",
                expected="a point, a comma, or both",
                found="another mark",
                action="use a file written by this program",
            )


@dataclass(frozen=True, slots=True)
class UnitConversion:
    """Numbers from ``low`` to ``high`` (both included) were given in another unit.

    Attributes
    ----------
    factor, offset
        A number ``x`` in the other unit is ``factor * x + offset`` in the unit of the column.
    source_unit, unit
        Names of the two units, for people.
    """

    column: str
    low: float
    high: float
    factor: float
    offset: float
    source_unit: str
    unit: str


class DatePattern(StrEnum):
    """In which order a date gives day, month and year."""

    YEAR_MONTH_DAY = "ymd"
    DAY_MONTH_YEAR = "dmy"
    MONTH_DAY_YEAR = "mdy"

    @property
    def words(self) -> str:
        """The parts of a date in their order, such as *day, month, year*."""
        parts = {"y": "year", "m": "month", "d": "day"}
        return ", ".join(parts[letter] for letter in self.value)


@dataclass(frozen=True, slots=True)
class DateOrder:
    """All dates of the column are read in one order and written as ``YYYY-MM-DD``."""

    column: str
    pattern: DatePattern


@dataclass(frozen=True, slots=True)
class DaysSince:
    """A date becomes the number of days since the date in the column ``anchor``."""

    column: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Coding:
    """One answer and how else it is spelt."""

    label: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OneCoding:
    """Spellings of one answer (``Y``, ``yes``, ``1``) become one label; other cells stay."""

    column: str
    codings: tuple[Coding, ...]


@dataclass(frozen=True, slots=True)
class AsCategories:
    """Numbers are names of categories (1 = one sex, 2 = the other), not amounts."""

    column: str


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Ages of ``top`` and more become ``top``."""

    column: str
    top: int = 90


class RowReason(StrEnum):
    """Why rows are left out."""

    EMPTY = "empty"
    REPEATED = "repeated"
    TOTAL = "total"

    @property
    def code(self) -> FindingCode:
        """The finding about such rows."""
        return FindingCode(f"{self.value}-rows")


@dataclass(frozen=True, slots=True)
class WithoutRows:
    """Rows without any value, rows that repeat an earlier one, or totals are left out."""

    reason: RowReason
    column: ClassVar[None] = None
    """No column; every other repair has one."""


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """The column is not used: it identifies a person, gives an outcome away or says nothing.

    Refusing it takes the column in; for a column that may give an outcome away this needs words.
    """

    column: str


Repair: TypeAlias = (
    MissingCodes
    | QualifiedNumbers
    | OrderedMarks
    | OnlyNumbers
    | NumberMarks
    | UnitConversion
    | DateOrder
    | DaysSince
    | OneCoding
    | AsCategories
    | AgeBand
    | WithoutRows
    | LeaveOut
)
"""Everything that can be done to a table before it is studied."""
