"""Warnings to people, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from mtl_core.schema.repairs import Repair


class Severity(StrEnum):
    """How much a finding matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a cohort that a person should know.

    Attributes
    ----------
    code
        Stable identifier, lower case with hyphens, documented in ``docs/guide/findings.md``.
    severity
        *error* stops the run, *warning* asks for a decision, *info* only tells.
    column
        The column concerned, or ``None`` for the whole table.
    message
        One plain sentence with names and counts, never a cell value.
    proposal
        What the program proposes to do about it.
    """

    code: str
    severity: Severity
    column: str | None
    message: str
    proposal: str


@dataclass(frozen=True, slots=True)
class Example:
    """What a repair would do with one distinct cell; only ever shown inside a table.

    Attributes
    ----------
    after
        The cell after the repair; empty when it becomes missing.
    rows
        Number of rows with this cell.
    """

    before: str = field(repr=False)
    after: str = field(repr=False)
    rows: int


@dataclass(frozen=True, slots=True)
class Check:
    """A finding with the repair that would settle it. It has no JSON form: examples are cells.

    Attributes
    ----------
    repair
        What a person may accept or refuse; ``None`` when there is nothing to be done here.
    examples
        The most frequent cells that the repair would change.
    """

    finding: Finding
    repair: Repair | None = None
    examples: tuple[Example, ...] = field(default=(), repr=False)
