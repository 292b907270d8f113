"""A decision file to start from: the proposed roles of a cohort, and no accepted repair."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mtl_core.checks import CohortProfile, quarantined, suspects
from mtl_core.data import Table, TaskRequest, declare_tasks
from mtl_core.decisions import Replay, record
from mtl_core.errors import MTLError, StorageError
from mtl_core.schema import ColumnRole, Decisions, Task, to_json


def write_decisions(path: Path, decisions: Decisions) -> None:
    """Write a decision file; one that is there already is never overwritten.

    Raises
    ------
    StorageError
        When there is such a file, or it cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(to_json(decisions))
    except OSError as error:
        exists = isinstance(error, FileExistsError)
        raise StorageError(
            "The decision file cannot be written",
            expected=f"a place for a new file at '{path}'",
            found="a file of this name" if exists else error.strerror or type(error).__name__,
            action="choose another name with --record",
        ) from error


def proposals(table: Table, found: CohortProfile) -> Decisions:
    """Take the proposed roles for decisions; nothing is repaired.

    An outcome that cannot be declared from its labels alone is left out, and so is a column that
    may give an outcome away.
    """
    tasks = _tasks(table, found)
    roles = {column.name: column.proposed_role for column in found.columns}
    features = found.proposed(ColumnRole.FEATURE)
    patient_id = next(iter(found.proposed(ColumnRole.PATIENT_ID)), None)
    suspicious = suspects(table, tuple(tasks.values()), features, patient_id)
    roles |= dict.fromkeys(quarantined(suspicious), ColumnRole.EXCLUDED)
    for name in found.proposed(ColumnRole.TASK):
        if name not in tasks:
            roles[name] = ColumnRole.EXCLUDED
    return record(table, (), roles=roles, tasks=tuple(tasks.values()))


def renewed(replayed: Replay) -> Decisions:
    """Write the replayed decisions down for this file, with the roles that they give it."""
    decided = replayed.decisions
    return record(
        replayed.table,
        decided.decisions,
        roles=replayed.roles,
        tasks=replayed.tasks,
        justified={j.column: j.words for j in decided.justified},
    )


def _tasks(table: Table, found: CohortProfile) -> Mapping[str, Task]:
    tasks = {}
    for name in found.proposed(ColumnRole.TASK):
        try:
            declared = declare_tasks(table, [TaskRequest(name)])
        except MTLError:
            continue
        tasks.update({task.name: task for task in declared.tasks})
    return tasks
