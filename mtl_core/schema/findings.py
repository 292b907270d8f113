"""Warnings to people, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
