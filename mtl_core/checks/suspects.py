"""Columns that may give an outcome away: left out until a person justifies them in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.checks.known_afterwards import known_afterwards
from mtl_core.schema import Check, Finding, FindingCode, LeaveOut, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mtl_core.data import Table
    from mtl_core.schema import Task

_CODES = frozenset(
    {FindingCode.KNOWN_AFTERWARDS, FindingCode.PREDICTS_ALONE, FindingCode.MISSINGNESS_PREDICTS}
    | {FindingCode.LABEL_FROM_LABEL}
)

PROPOSAL = "Leave it out, or say in words why it is known when the prediction is made."


def suspects(
    table: Table,
    tasks: Sequence[Task],
    features: Iterable[str],
    patient_id: str | None = None,  # noqa: ARG001 - folds are drawn by patient
) -> tuple[Check, ...]:
    """Find the features that may give a task away.

    Parameters
    ----------
    tasks
        Tasks whose columns are in the table.
    features
        Names of the columns from which the tasks would be predicted; tasks among them are passed
        over.
    patient_id
        Column whose equal values are one patient, ``None`` when every row is one.

    Returns
    -------
    At most one warning per column and code, in the order of the features; then what two tasks have
    in common, which is only told.
    """
    names = {task.name for task in tasks}
    checks: list[Check] = []
    for name in features:
        if name not in names:
            checks.extend(_by_name(table, name))
    return tuple(checks)


def quarantined(checks: Iterable[Check]) -> tuple[str, ...]:
    """Return the columns that are to be left out unless a person justifies them, in order."""
    columns = (
        check.finding.column
        for check in checks
        if check.finding.code in _CODES and check.repair is not None
    )
    return tuple(dict.fromkeys(name for name in columns if name is not None))


def _by_name(table: Table, name: str) -> list[Check]:
    table.column(name)
    what = known_afterwards(name) or known_afterwards(table.labels.get(name, ""))
    if what is None:
        return []
    message = f"By its name, '{name}' is about {what}; that is known only afterwards."
    code = FindingCode.KNOWN_AFTERWARDS
    return [Check(Finding(code, Severity.WARNING, name, message, PROPOSAL), LeaveOut(name))]
