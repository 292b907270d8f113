"""What a person should know about a column before it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mtl_core.data.column_kinds import MOST_LEVELS, ColumnFacts
from mtl_core.data.column_names import names_person
from mtl_core.data.finding_codes import FindingCode
from mtl_core.schema import ColumnKind, Finding, Severity

if TYPE_CHECKING:
    import pandas as pd

MOSTLY_MISSING = 0.5
"""Share of missing cells beyond which a column is told to be mostly missing."""

SENTINELS = (-9.0, -99.0, -999.0, -9999.0, 99.0, 999.0, 9999.0, 99999.0)
"""Numbers that stand for 'missing' in many exports."""

FEWEST_SENTINELS = 3
"""A sentinel that occurs less often is not reported."""


def column_findings(fact: ColumnFacts, column: pd.Series) -> list[Finding]:
    """Return the findings about one column, from its facts, its name and its extremes."""
    findings = []
    if fact.levels < 2:
        what = "no value" if fact.levels == 0 else "the same value in every known cell"
        findings.append(
            Finding(
                FindingCode.CONSTANT_COLUMN,
                Severity.INFO,
                fact.name,
                f"'{fact.name}' has {what}; nothing can be learned from it.",
                "Exclude it.",
            )
        )
    elif fact.missing > MOSTLY_MISSING:
        findings.append(
            Finding(
                FindingCode.MOSTLY_MISSING,
                Severity.WARNING,
                fact.name,
                f"{fact.missing:.0%} of the cells of '{fact.name}' are missing.",
                "Check whether being measured says more than the value; exclude it if so.",
            )
        )
    if fact.kind is ColumnKind.TEXT:
        findings.append(
            Finding(
                FindingCode.MANY_LEVELS,
                Severity.INFO,
                fact.name,
                f"'{fact.name}' is text with {fact.levels} different values: more than "
                f"{MOST_LEVELS}, or nearly one per row.",
                "Exclude it, or group its values in the file.",
            )
        )
    return [*findings, *_identifier(fact), *_sentinel(fact, column)]


def patient_findings(patient_id: pd.Series) -> list[Finding]:
    """Return a finding when patients have more than one row."""
    known = patient_id.dropna()
    n_patients = int(known.nunique())
    if n_patients == len(known):
        return []
    return [
        Finding(
            FindingCode.DUPLICATE_PATIENT_ROWS,
            Severity.INFO,
            str(patient_id.name),
            f"{len(known)} rows belong to {n_patients} patients by '{patient_id.name}'.",
            "Declare it as patient id: all rows of a patient stay in one fold.",
        )
    ]


def _identifier(fact: ColumnFacts) -> list[Finding]:
    if not names_person(fact.name):
        return []
    return [
        Finding(
            FindingCode.POSSIBLE_IDENTIFIER,
            Severity.WARNING,
            fact.name,
            f"By its name, '{fact.name}' may identify a person.",
            "Exclude it, and delete it from the file if nobody needs it.",
        )
    ]


def _sentinel(fact: ColumnFacts, column: pd.Series) -> list[Finding]:
    if fact.kind is not ColumnKind.NUMERIC or fact.levels < 3:
        return []
    values = np.unique(column.dropna().to_numpy())
    extremes = [(values[0], values[1:]), (values[-1], values[:-1])]
    for extreme, rest in extremes:
        gap = np.min(np.abs(rest - extreme))
        count = int((column == extreme).sum())
        isolated = gap > rest[-1] - rest[0]
        if float(extreme) in SENTINELS and isolated and count >= FEWEST_SENTINELS:
            return [
                Finding(
                    FindingCode.SENTINEL_SUSPECT,
                    Severity.WARNING,
                    fact.name,
                    f"{count} cells of '{fact.name}' hold the same number far from all others; "
                    "it may mean 'missing'.",
                    "Leave these cells blank in the file if they mean 'missing'.",
                )
            ]
    return []
