"""What a person should know about a column before it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns import MOST_LEVELS, ColumnFacts, names_person
from mtl_core.schema import Check, ColumnKind, Finding, FindingCode, LeaveOut, Severity

if TYPE_CHECKING:
    import pandas as pd

MOSTLY_MISSING = 0.5
"""Share of missing cells beyond which a column is told to be mostly missing."""

SENTINELS = (-9.0, -99.0, -999.0, -9999.0, 99.0, 999.0, 9999.0, 99999.0)
"""Numbers that stand for 'missing' in many exports."""

FEWEST_SENTINELS = 3
"""A sentinel that occurs less often is not reported."""


def column_checks(fact: ColumnFacts, column: pd.Series) -> list[Check]:
    """Check one column, from its facts, its name and its extremes."""
    leave_out = LeaveOut(fact.name)
    checks = []
    if fact.levels < 2:
        what = "no value" if fact.levels == 0 else "the same value in every known cell"
        message = f"'{fact.name}' has {what}; nothing can be learned from it."
        finding = _finding(FindingCode.CONSTANT_COLUMN, Severity.INFO, fact, message, "Exclude it.")
        checks.append(Check(finding, leave_out))
    elif fact.missing > MOSTLY_MISSING:
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
    return [*checks, *_identifier(fact), *_sentinel(fact, column)]


def patient_checks(patient_id: pd.Series) -> list[Check]:
    """Notice when patients have more than one row."""
    known = patient_id.dropna()
    n_patients = int(known.nunique())
    if n_patients == len(known):
        return []
    finding = Finding(
        FindingCode.DUPLICATE_PATIENT_ROWS,
        Severity.INFO,
        str(patient_id.name),
        f"{len(known)} rows belong to {n_patients} patients by '{patient_id.name}'.",
        "Declare it as patient id: all rows of a patient stay in one fold.",
    )
    return [Check(finding)]


def _identifier(fact: ColumnFacts) -> list[Check]:
    if not names_person(fact.name):
        return []
    message = f"By its name, '{fact.name}' may identify a person."
    proposal = "Exclude it, and delete it from the file if nobody needs it."
    finding = _finding(FindingCode.POSSIBLE_IDENTIFIER, Severity.WARNING, fact, message, proposal)
    return [Check(finding, LeaveOut(fact.name))]


def _sentinel(fact: ColumnFacts, column: pd.Series) -> list[Check]:
    if fact.kind is not ColumnKind.NUMERIC or fact.levels < 3:
        return []
    values = np.unique(column.dropna().to_numpy())
    extremes = [(values[0], values[1:]), (values[-1], values[:-1])]
    for extreme, rest in extremes:
        gap = np.min(np.abs(rest - extreme))
        count = int((column == extreme).sum())
        isolated = gap > rest[-1] - rest[0]
        if float(extreme) in SENTINELS and isolated and count >= FEWEST_SENTINELS:
            message = (
                f"{count} cells of '{fact.name}' hold the same number far from all others; "
                "it may mean 'missing'."
            )
            proposal = "Leave these cells blank in the file if they mean 'missing'."
            code = FindingCode.SENTINEL_SUSPECT
            return [Check(_finding(code, Severity.WARNING, fact, message, proposal))]
    return []


def _finding(
    code: FindingCode, severity: Severity, fact: ColumnFacts, message: str, proposal: str
) -> Finding:
    return Finding(code, severity, fact.name, message, proposal)
