"""From what a person asks of a cohort to a draft: outcomes, roles, and what is held back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mtl_core.data import DeclaredTasks, column_profiles, declare_tasks
from mtl_core.decisions.answering import open_questions
from mtl_core.decisions.drafting import candidate_schema, held_back, suspicions
from mtl_core.errors import SchemaError
from mtl_core.schema import ColumnRole, Draft, TaskRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mtl_core.data import Table
    from mtl_core.schema import Check, CohortSchema


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks of a cohort; what is empty or ``None`` stays as it was or is proposed.

    Attributes
    ----------
    outcomes
        Columns to predict.
    exclude
        Columns that must not be used.
    patient_id, site, time
        Columns with a role of their own.
    justified
        By column, why it is used although it may give an outcome away.
    """

    outcomes: tuple[TaskRequest, ...] = ()
    exclude: tuple[str, ...] = ()
    patient_id: str | None = None
    site: str | None = None
    time: str | None = None
    justified: Mapping[str, str] = field(default_factory=dict)

    @property
    def special(self) -> dict[ColumnRole, str | None]:
        """The column of each role that one column has."""
        return {
            ColumnRole.PATIENT_ID: self.patient_id,
            ColumnRole.SITE: self.site,
            ColumnRole.TIME: self.time,
        }


def draft_cohort(
    table: Table,
    request: Request,
    start: Draft | None = None,
    ready: CohortSchema | None = None,
    on_held: Callable[[Check], None] = lambda _: None,
) -> Draft:
    """Draft a study of a cohort: outcomes declared, every column with a role.

    Features that may give an outcome away are left out until they are justified. Outcomes that
    cannot be estimated are in the draft's ``refused``, each with a sentence.

    Parameters
    ----------
    start
        What holds where nothing is asked: a ready schema, or replayed decisions. Without it every
        column that can be a feature is one.
    ready
        The schema that comes with a built-in cohort; as long as no outcome is added, its features
        are not searched.
    on_held
        Told why a column is left out.

    Raises
    ------
    SchemaError
        When the request does not fit the table, or no outcome or no feature is left.
    """
    start = Draft() if start is None else start
    if not start.roles:
        start = replace(start, roles=_usual_roles(table))
    declared = _declared(table, request, start)
    draft = replace(
        start,
        roles=_roles(table, request, start, declared),
        justified=dict(request.justified),
    )
    found = suspicions(draft, table, declared.tasks, ready)
    held = held_back(draft, found)
    for check in open_questions(found, draft.decisions):
        if check.finding.column in held:
            on_held(check)
    if held and set(draft.with_role_of(ColumnRole.FEATURE)) <= set(held):
        raise SchemaError(
            "No feature is left",
            expected="at least one column to predict from",
            found=f"only columns that may give an outcome away: {', '.join(sorted(held))}",
            action='if one is known in time, say why with --justify "COLUMN=why"',
        )
    known = () if start.schema is None else start.schema.features
    schema = candidate_schema(draft, table, declared.tasks, held, known)
    return draft.with_schema(schema, dict(declared.refused))


def _usual_roles(table: Table) -> dict[str, ColumnRole]:
    """Propose what may be predicted from; an outcome by name alone is often a history."""
    usable = (ColumnRole.FEATURE, ColumnRole.TASK)
    return {
        column.name: ColumnRole.FEATURE if column.proposed_role in usable else ColumnRole.EXCLUDED
        for column in column_profiles(table)
    }


def _declared(table: Table, request: Request, start: Draft) -> DeclaredTasks:
    """Declare the outcomes that are asked for, or those that hold already."""
    holds = DeclaredTasks(start.schema.tasks if start.schema and not request.outcomes else ())
    names = {task.name for task in holds.tasks} | {task.name for task in request.outcomes}
    both = sorted(names & {*request.exclude, *request.special.values(), *request.justified})
    if both:
        raise SchemaError(
            "A column has two roles",
            expected="one role per column: task, patient id, site, time or excluded",
            found=f"a task and something else: {', '.join(both)}",
            action="take the column out of --task, or out of --exclude, --patient-id, --site and "
            "--time",
        )
    declared = holds if holds.tasks else declare_tasks(table, request.outcomes, start.repairs)
    if not declared.tasks:
        raise _no_task(declared)
    return declared


def _roles(
    table: Table, request: Request, start: Draft, declared: DeclaredTasks
) -> dict[str, ColumnRole]:
    """Give every column its role: what is asked, then what held before."""
    said = {name: role for role, name in request.special.items() if name is not None}
    for name in (*said, *request.exclude):
        table.column(name)
    roles = dict.fromkeys((*request.exclude, *declared.refused), ColumnRole.EXCLUDED)
    for name, role in start.roles.items():
        gone = role is ColumnRole.TASK or request.special.get(role) is not None
        roles.setdefault(name, ColumnRole.EXCLUDED if gone else role)
    for name in request.justified:
        if roles.get(name) is ColumnRole.EXCLUDED:
            del roles[name]
            roles[name] = ColumnRole.FEATURE
    return roles | said | {task.name: ColumnRole.TASK for task in declared.tasks}


def _no_task(declared: DeclaredTasks) -> SchemaError:
    if not declared.refused:
        return SchemaError(
            "No task is declared",
            expected="at least one outcome column to predict",
            found="no --task",
            action="name one: --task NAME, --task NAME:binary:POSITIVE (see 'profile' for columns)",
        )
    return SchemaError(
        "No task is left",
        expected="at least one task that can be estimated",
        found=" ".join(declared.refused.values()),
        action="choose other outcome columns with --task",
    )
