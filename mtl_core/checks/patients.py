"""Which patients occur twice, and whether their rows agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mtl_core.checks.equal_rows import equal_rows
from mtl_core.data import labels_of
from mtl_core.schema import Check, Finding, FindingCode, Severity, TaskKind
from mtl_core.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtl_core.data import Table
    from mtl_core.schema import Task

MOSTLY_CONSTANT = 0.8
"""Share of patients with one label from which others are errors; below it the outcome is one that
a patient can have at one visit and not at another."""


def patient_checks(table: Table, patient_id: str) -> list[Check]:
    """Notice patients with several rows, and rows that occur under several patient ids."""
    known = table.column(patient_id).dropna()
    n_patients = int(known.nunique())
    checks = []
    if n_patients < len(known):
        finding = Finding(
            FindingCode.DUPLICATE_PATIENT_ROWS,
            Severity.INFO,
            patient_id,
            f"{len(known)} rows belong to {n_patients} patients by '{patient_id}'.",
            "Declare it as patient id: all rows of a patient stay in one fold.",
        )
        checks.append(Check(finding))
    n_rows = _rows_under_other_ids(table, patient_id)
    if n_rows:
        finding = Finding(
            FindingCode.SAME_ROW_OTHER_PATIENT,
            Severity.WARNING,
            patient_id,
            f"{n_rows} rows are equal to a row of another patient in every column but "
            f"'{patient_id}'.",
            "Look whether one patient has two ids or a row was copied, and correct the file.",
        )
        checks.append(Check(finding))
    return checks


def conflicting_labels(
    table: Table, patient_id: str | None, tasks: Sequence[Task]
) -> tuple[Check, ...]:
    """Find classes on which the rows of one patient, or two equal rows, disagree.

    Parameters
    ----------
    patient_id
        Column whose equal values are one patient; ``None`` when every row is one, so that only
        equal rows are compared.
    tasks
        Tasks of the table; regressions are passed over, two measurements may differ.

    Returns
    -------
    At most one warning per task. Patients are only counted when at least 80 % of those with
    several labels have one and the same: otherwise the outcome may change between visits.
    """
    alike = equal_rows(table.frame, {task.name for task in tasks})
    checks = []
    for task in tasks:
        if task.kind is TaskKind.REGRESSION:
            continue
        labels = pd.Series(labels_of(table, task))
        n_patients = 0 if patient_id is None else _patients_in_two(table, patient_id, labels)
        n_rows = _rows_in_two(alike, labels)
        if n_patients or n_rows:
            checks.append(_conflict(task.name, n_patients, n_rows))
    return tuple(checks)


def _conflict(name: str, n_patients: int, n_rows: int) -> Check:
    parts = []
    if n_patients:
        parts.append(f"the rows of {counted(n_patients, 'patient')} disagree")
    if n_rows:
        parts.append(f"{n_rows} rows are equal in every other column and disagree")
    finding = Finding(
        FindingCode.CONFLICTING_LABELS,
        Severity.WARNING,
        name,
        f"About '{name}', {' and '.join(parts)}.",
        "Correct these rows in the file, or leave their label blank if nobody knows.",
    )
    return Check(finding)


def _rows_under_other_ids(table: Table, patient_id: str) -> int:
    group = equal_rows(table.frame, {patient_id})
    if group.empty:
        return 0
    n_ids = table.column(patient_id)[group.index].groupby(group).transform("nunique")
    return int((n_ids > 1).sum())


def _rows_in_two(group: pd.Series, labels: pd.Series) -> int:
    if group.empty:
        return 0
    n_labels = labels[group.index].groupby(group).transform("nunique")
    return int((n_labels > 1).sum())


def _patients_in_two(table: Table, patient_id: str, labels: pd.Series) -> int:
    grouped = labels.groupby(table.column(patient_id))
    several = grouped.count() > 1
    disagree = (grouped.max() > grouped.min()) & several
    n_disagree, n_several = int(disagree.sum()), int(several.sum())
    return n_disagree if n_disagree <= (1 - MOSTLY_CONSTANT) * n_several else 0
