"""One look at a cohort: what each column holds, what it is proposed for, what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtl_core.checks.dates import date_checks
from mtl_core.checks.facts import column_checks
from mtl_core.checks.patients import patient_checks
from mtl_core.checks.persons import person_checks
from mtl_core.columns import column_facts
from mtl_core.data import column_profiles
from mtl_core.schema import Check, ColumnProfile, ColumnRole, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtl_core.data import Table


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


def examine(table: Table) -> tuple[Check, ...]:
    """Check a cohort: what reading noticed, then each column, then the patients.

    Nothing here needs to know the tasks; what gives a task away is found once there are tasks.
    """
    return _checks(table, column_profiles(table))


def profile(table: Table, checks: Sequence[Check] | None = None) -> CohortProfile:
    """Profile a cohort: its columns with a proposed role each, and all findings.

    Parameters
    ----------
    checks
        What :func:`examine` has found in this table, where that is known already.
    """
    columns = column_profiles(table)
    noticed = _checks(table, columns) if checks is None else checks
    return CohortProfile(
        rows=table.n_rows,
        encoding=table.encoding,
        delimiter=table.delimiter,
        decimal=table.decimal,
        columns=columns,
        findings=tuple(check.finding for check in noticed),
    )


def _checks(table: Table, columns: Sequence[ColumnProfile]) -> tuple[Check, ...]:
    checks = list(table.checks)
    for name in table.columns:
        checks.extend(column_checks(column_facts(table.frame[name])))
    for column in columns:
        if column.proposed_role is ColumnRole.PATIENT_ID:
            checks.extend(patient_checks(table, column.name))
    return (*checks, *person_checks(table, columns), *date_checks(table, columns))
