"""The study as it stands on the pages, before it is started."""

from __future__ import annotations

from collections.abc import Sequence

from mtl_core.data import DeclaredTasks, TaskRequest, declare_schema, declare_tasks
from mtl_core.decisions import accepted, roles_of
from mtl_core.errors import SchemaError
from mtl_core.schema import (
    CohortReference,
    CohortSchema,
    ColumnRole,
    Justification,
    Preset,
    Study,
    Task,
    TaskGrouping,
)
from ui import state
from ui.session.letters import to_grouping
from ui.session.open_cohort import OpenCohort
from ui.session.plan import plan_of
from ui.session.quarantine import held_back
from ui.session.training import chosen_training
from ui.words import ROLES


def grouping() -> TaskGrouping | None:
    """Return the grouping that the group letters say, or ``None`` before tasks are declared."""
    schema = state.SCHEMA.get()
    if schema is None:
        return None
    letters = state.LETTERS.get()
    return to_grouping({name: letters.get(name, "A") for name in schema.task_names})


def study(preset: Preset) -> Study | None:
    """Return the study that ``preset`` would start, or ``None`` when a step is missing."""
    cohort, schema, groups = state.COHORT.get(), state.SCHEMA.get(), grouping()
    if cohort is None or schema is None or groups is None:
        return None
    return Study(
        cohort=CohortReference(
            cohort.table.name, cohort.table.n_rows, cohort.table.fingerprint, cohort.table.sheet
        ),
        schema=schema,
        grouping=groups,
        design=state.DESIGN.get(),
        training=chosen_training(preset.training),
        plan=plan_of(preset),
        references=state.REFERENCES.get(),
        champion=state.CHAMPION.get(),
        repairs=accepted(state.DECISIONS.get()),
        justified=tuple(
            Justification(name, words)
            for name, words in state.JUSTIFIED.get().items()
            if name in schema.feature_names
        ),
    )


def declared(cohort: OpenCohort) -> DeclaredTasks:
    """Declare the columns with role *task*, each as asked for or as the data suggest.

    A column that cannot be the task that was asked for is refused; the others go on.
    """
    asked, repairs = state.REQUESTS.get(), accepted(state.DECISIONS.get())
    tasks: list[Task] = []
    refused: dict[str, str] = {}
    for name, role in state.ROLES.get().items():
        if role is ColumnRole.TASK:
            request = asked.get(name, TaskRequest(name))
            try:
                one = declare_tasks(cohort.table, [request], repairs)
            except SchemaError as error:
                refused[name] = str(error)
            else:
                tasks.extend(one.tasks)
                refused.update(one.refused)
    return DeclaredTasks(tuple(tasks), refused)


def schema(cohort: OpenCohort, tasks: Sequence[Task]) -> CohortSchema:
    """Build the schema from the roles on the Tasks page and the tasks that can be estimated.

    Features that may give one of these tasks away are left out until a person justifies them.

    Raises
    ------
    SchemaError
        When a role is given to two columns, or no task or no feature is left.
    """
    roles, held = state.ROLES.get(), held_back(cohort, tasks)
    left_out = _with_role(roles, ColumnRole.EXCLUDED)
    return declare_schema(
        cohort.table,
        tasks,
        patient_id=_only(roles, ColumnRole.PATIENT_ID),
        site=_only(roles, ColumnRole.SITE),
        time=_only(roles, ColumnRole.TIME),
        exclude=[*left_out, *(name for name in held if name not in left_out)],
        features=[name for name in _with_role(roles, ColumnRole.FEATURE) if name not in held],
    )


def in_use(candidate: CohortSchema) -> bool:
    """Whether the schema in use says the same as ``candidate``, in whatever order."""
    current = state.SCHEMA.get()
    if current is None or set(current.tasks) != set(candidate.tasks):
        return False
    kept = roles_of(current, current.excluded)
    new = roles_of(candidate, candidate.excluded)
    names = {*kept, *new}
    default = ColumnRole.EXCLUDED
    return all(kept.get(name, default) is new.get(name, default) for name in names)


def _with_role(roles: dict[str, ColumnRole], role: ColumnRole) -> list[str]:
    return [name for name, given in roles.items() if given is role]


def _only(roles: dict[str, ColumnRole], role: ColumnRole) -> str | None:
    names = _with_role(roles, role)
    if len(names) > 1:
        raise SchemaError(
            f"Two columns are the {ROLES[role]}",
            expected=f"at most one column with the role {ROLES[role]}",
            found=f"{len(names)} columns: {', '.join(names)}",
            action="give all but one of them another role",
        )
    return names[0] if names else None
