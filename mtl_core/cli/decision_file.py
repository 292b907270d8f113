"""A decision file to start from: the proposed roles of a cohort, and no accepted repair."""

from __future__ import annotations

from pathlib import Path

from mtl_core.checks import CohortProfile
from mtl_core.data import Table
from mtl_core.decisions import Replay, declared_tasks, held_back, record, suspicions
from mtl_core.errors import StorageError
from mtl_core.schema import ColumnRole, Decisions, Draft, to_json


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
    draft = Draft(roles={column.name: column.proposed_role for column in found.columns})
    tasks = declared_tasks(draft, table).tasks
    undeclared = set(found.proposed(ColumnRole.TASK)) - {task.name for task in tasks}
    for name in (*held_back(draft, suspicions(draft, table, tasks)), *undeclared):
        draft = draft.with_role(name, ColumnRole.EXCLUDED)
    return record(table, draft, tasks=tasks)


def renewed(replayed: Replay) -> Decisions:
    """Write the replayed decisions down for this file, with the roles that they give it."""
    return record(replayed.table, replayed.draft, tasks=replayed.tasks)
