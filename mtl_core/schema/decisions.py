"""What a person decided about a cohort, and what the cohort looked like then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from mtl_core.schema.columns import ColumnKind, ColumnRole
from mtl_core.schema.repairs import Repair


class Answer(StrEnum):
    """What a person said to a proposal."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's answer to one finding.

    Attributes
    ----------
    code, column
        The finding that was answered; ``None`` for a finding about the whole table.
    repair
        What was proposed, or ``None`` when the finding was only taken note of.
    """

    code: str
    column: str | None
    answer: Answer
    repair: Repair | None = None


@dataclass(frozen=True, slots=True)
class Justification:
    """Why a column that may give an outcome away is used all the same, in a person's words."""

    column: str
    words: str


@dataclass(frozen=True, slots=True)
class ColumnRecord:
    """What a column looked like when the decisions were made; no cell can be read from it.

    Attributes
    ----------
    label
        The column's label in the source's dictionary, or empty.
    missing
        Share of missing cells, 0 to 1, rounded to two digits.
    spread
        For numbers the 5th, 25th, 50th, 75th and 95th percentile, rounded to two significant
        digits; empty for other columns, for those left out and for small cohorts.
    levels
        For categories a short digest of each level's text; empty for other columns and for those
        left out.
    """

    name: str
    kind: ColumnKind
    role: ColumnRole
    label: str
    missing: float
    spread: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """How a file was written.

    Attributes
    ----------
    format
        ``csv``, ``excel``, ``parquet``, ``spss``, ``stata`` or ``sas``.
    sheet
        Name of the sheet of a workbook, otherwise empty.
    """

    format: str
    encoding: str
    delimiter: str
    decimal: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class RowsLeftOut:
    """How many rows of the file are not in the table, and the finding that says why."""

    code: str
    rows: int


def accepted(decisions: Iterable[Decision]) -> tuple[Repair, ...]:
    """Return the accepted repairs, in the order in which they were accepted."""
    return tuple(
        d.repair for d in decisions if d.answer is Answer.ACCEPTED and d.repair is not None
    )
