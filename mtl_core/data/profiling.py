"""One look at a cohort: what each column holds, what it is proposed for, what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtl_core.data.column_kinds import ColumnFacts, column_facts
from mtl_core.data.column_names import names_outcome, names_patient_id, names_person, names_site
from mtl_core.data.profile_findings import column_findings, patient_findings
from mtl_core.schema import ColumnKind, ColumnProfile, ColumnRole, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtl_core.data.table import Table

MOST_SITES = 200
"""A column with more levels than this is not proposed as a site."""

MOST_ROWS_PER_PATIENT = 20
"""A patient id with more rows per value than this on average is not proposed as one."""


@dataclass(frozen=True, slots=True)
class CohortProfile:
    """Profile of a cohort; as JSON it is what ``profile --json`` prints."""

    rows: int
    encoding: str
    delimiter: str
    decimal: str
    columns: tuple[ColumnProfile, ...]
    findings: tuple[Finding, ...]

    def column(self, name: str) -> ColumnProfile:
        """Return the profile of the column called ``name``."""
        return next(column for column in self.columns if column.name == name)

    def proposed(self, role: ColumnRole) -> tuple[str, ...]:
        """Return the names of the columns proposed for a role, in order."""
        return tuple(column.name for column in self.columns if column.proposed_role is role)


def profile(table: Table) -> CohortProfile:
    """Profile a cohort and propose a role for each column.

    At most one column is proposed as patient id, as site and as time. Tasks are proposed by name
    alone and sparingly. Constant columns, identifiers, further dates, free text and text with too
    many levels are proposed as excluded. A proposal changes nothing until a person takes it.
    """
    facts = [column_facts(table.frame[name]) for name in table.columns]
    patient_id = _first([f for f in facts if _could_be_patient_id(f)])
    site = _first([f for f in facts if _could_be_site(f)])
    time = _first([f for f in facts if f.kind is ColumnKind.DATE and not names_person(f.name)])
    special = {
        patient_id: ColumnRole.PATIENT_ID,
        site: ColumnRole.SITE,
        time: ColumnRole.TIME,
    }
    columns = tuple(
        ColumnProfile(
            name=f.name,
            kind=ColumnKind.ID if f.name == patient_id else f.kind,
            missing=f.missing,
            levels=f.levels,
            proposed_role=special.get(f.name) or _role(f),
        )
        for f in facts
    )
    findings = list(table.findings)
    for fact in facts:
        findings.extend(column_findings(fact, table.frame[fact.name]))
    if patient_id is not None:
        findings.extend(patient_findings(table.frame[patient_id]))
    return CohortProfile(
        rows=table.n_rows,
        encoding=table.encoding,
        delimiter=table.delimiter,
        decimal=table.decimal,
        columns=columns,
        findings=tuple(findings),
    )


def _role(fact: ColumnFacts) -> ColumnRole:
    usable = fact.kind in (ColumnKind.NUMERIC, ColumnKind.CATEGORICAL)
    if not usable or fact.levels < 2 or names_person(fact.name):
        return ColumnRole.EXCLUDED
    return ColumnRole.TASK if names_outcome(fact.name) else ColumnRole.FEATURE


def _could_be_patient_id(fact: ColumnFacts) -> bool:
    enough = fact.levels > 1 and fact.levels * MOST_ROWS_PER_PATIENT >= fact.n_known
    return names_patient_id(fact.name) and enough and not fact.fractional


def _could_be_site(fact: ColumnFacts) -> bool:
    usable = fact.kind in (ColumnKind.NUMERIC, ColumnKind.CATEGORICAL, ColumnKind.ID)
    return usable and names_site(fact.name) and 2 <= fact.levels <= MOST_SITES and not fact.unique


def _first(facts: Sequence[ColumnFacts]) -> str | None:
    return facts[0].name if facts else None
