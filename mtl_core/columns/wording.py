"""How checks speak: one sentence with real plurals, and the check that carries it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.schema import Check, Finding, FindingCode, Severity

if TYPE_CHECKING:
    from mtl_core.schema.repairs import Repair


def check_of(
    code: FindingCode, column: str, message: str, proposal: str, repair: Repair | None = None
) -> Check:
    """Return a question about a column, with the repair that a person may accept."""
    return Check(Finding(code, Severity.WARNING, column, message, proposal), repair)


def notice(
    code: FindingCode, column: str, message: str, proposal: str, repair: Repair | None = None
) -> Check:
    """Return something a person should know about a column without having to decide."""
    return Check(Finding(code, Severity.INFO, column, message, proposal), repair)
