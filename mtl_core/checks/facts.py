"""What a person should know about a column before it is used."""

from __future__ import annotations

from mtl_core.columns import MOST_LEVELS, ColumnFacts
from mtl_core.schema import Check, ColumnKind, Finding, FindingCode, Severity
from mtl_core.schema.repairs import BESIDE, LeaveOut

MOSTLY_MISSING = 0.5
"""Share of missing cells beyond which a column is told to be mostly missing."""


def column_checks(fact: ColumnFacts) -> list[Check]:
    """Check one column by its facts; what a repair put beside a column is blank for most rows."""
    leave_out = LeaveOut(fact.name)
    beside = fact.name.endswith(BESIDE.format(""))
    checks = []
    if fact.levels < 2:
        what = "no value" if fact.levels == 0 else "the same value in every known cell"
        message = f"'{fact.name}' has {what}; nothing can be learned from it."
        finding = _finding(FindingCode.CONSTANT_COLUMN, Severity.INFO, fact, message, "Exclude it.")
        checks.append(Check(finding, leave_out))
    elif fact.missing > MOSTLY_MISSING and not beside:
        message = f"{fact.missing:.0%} of the cells of '{fact.name}' are missing."
        proposal = "Check whether being measured says more than the value; exclude it if so."
        finding = _finding(FindingCode.MOSTLY_MISSING, Severity.WARNING, fact, message, proposal)
        checks.append(Check(finding, leave_out))
    if fact.kind is ColumnKind.TEXT:
        message = (
            f"'{fact.name}' is text with {fact.levels} different values: more than "
            f"{MOST_LEVELS}, or nearly one per row."
        )
        proposal = "Exclude it, or group its values in the file."
        finding = _finding(FindingCode.MANY_LEVELS, Severity.INFO, fact, message, proposal)
        checks.append(Check(finding, leave_out))
    return checks


def _finding(
    code: FindingCode, severity: Severity, fact: ColumnFacts, message: str, proposal: str
) -> Finding:
    return Finding(code, severity, fact.name, message, proposal)
