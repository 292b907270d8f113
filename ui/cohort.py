"""The open cohort: the table, what was found in it, and where its bytes are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mtl_core.checks import CohortProfile, profile
from mtl_core.data import Table, TaskRequest, builtin, read_bytes
from mtl_core.schema import CohortSchema, ColumnRole
from ui import state


@dataclass(frozen=True, slots=True, eq=False)
class OpenCohort:
    """A cohort in this session.

    Attributes
    ----------
    source
        What a run gets: the uploaded bytes, or the path of a built-in cohort.
    builtin
        Key of the built-in cohort, or ``None`` for an upload.
    """

    title: str
    table: Table
    profile: CohortProfile
    source: bytes | Path
    builtin: str | None = None


def open_builtin(key: str) -> None:
    """Open a built-in cohort with its ready schema: tasks, features and excluded columns."""
    cohort = builtin(key)
    table = read_bytes(cohort.csv_path.read_bytes(), name=cohort.csv_path.name)
    _open(OpenCohort(cohort.title, table, profile(table), cohort.csv_path, key))
    accept(cohort.schema(), {})


def open_upload(name: str, content: bytes) -> None:
    """Open an uploaded file; the cohort that was open stays when the file is refused.

    Raises
    ------
    CohortError
        When the file is not a usable table.
    """
    table = read_bytes(content, name=name)
    _open(OpenCohort(Path(name).stem, table, profile(table), content))


def _open(cohort: OpenCohort) -> None:
    state.COHORT.set(cohort)
    state.SCHEMA.set(None)
    state.REFUSED.set({})
    state.REQUESTS.set({})
    state.LETTERS.set({})
    state.ROLES.set({c.name: c.proposed_role for c in cohort.profile.columns})
    state.open_run(None)


def accept(schema: CohortSchema, refused: dict[str, str]) -> None:
    """Take a schema as the one to study: roles, tasks, and one group of all tasks.

    A grouping made by hand is kept while the tasks stay the same.
    """
    state.SCHEMA.set(schema)
    state.REFUSED.set(refused)
    state.ROLES.set(roles_of(schema))
    state.REQUESTS.set(
        {task.name: TaskRequest(task.name, task.kind, task.positive) for task in schema.tasks}
    )
    if set(state.LETTERS.get()) != set(schema.task_names):
        state.LETTERS.set(dict.fromkeys(schema.task_names, "A"))


def roles_of(schema: CohortSchema) -> dict[str, ColumnRole]:
    """Return the role of every column that a schema names."""
    roles = dict.fromkeys(schema.excluded, ColumnRole.EXCLUDED)
    roles |= dict.fromkeys(schema.feature_names, ColumnRole.FEATURE)
    roles |= dict.fromkeys(schema.task_names, ColumnRole.TASK)
    special = {
        schema.patient_id: ColumnRole.PATIENT_ID,
        schema.site: ColumnRole.SITE,
        schema.time: ColumnRole.TIME,
    }
    return roles | {name: role for name, role in special.items() if name is not None}
