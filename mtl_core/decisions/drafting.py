"""What a draft means for the table of its cohort: questions, outcomes, leakage, the schema."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from mtl_core.checks import quarantined, suspects
from mtl_core.data import DeclaredTasks, declare_schema, declare_tasks
from mtl_core.decisions.answering import GIVING_AWAY, decide, open_questions
from mtl_core.errors import SchemaError
from mtl_core.schema import Answer, ColumnRole, FindingCode, Severity, TaskRequest
from mtl_core.schema.repairs import LeaveOut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mtl_core.data import Table
    from mtl_core.schema import Check, CohortSchema, Decision, Draft, Feature, Task

PERSONAL = frozenset({FindingCode.POSSIBLE_IDENTIFIER})
"""Findings about who a patient is: their columns may be taken in with a click."""

Search: TypeAlias = (
    "Callable[[Table, Sequence[Task], Sequence[str], str | None], tuple[Check, ...]]"
)
"""As :func:`mtl_core.checks.suspects`; a page passes one that remembers."""


def waiting(draft: Draft, checks: Iterable[Check]) -> tuple[Check, ...]:
    """Return the warnings that wait for a person's answer.

    A column that is left out for a reason raises none: what is not used harms nobody. One that is
    of no use yet does, where a repair of its cells may make it a feature.
    """
    checks = tuple(checks)
    protected = {check.finding.column for check in left_out(draft, checks)}

    def asks(check: Check) -> bool:
        column = check.finding.column
        if column is None or draft.roles.get(column) is not ColumnRole.EXCLUDED:
            return True
        settled = draft.schema is not None or column in protected
        return not (settled or isinstance(check.repair, LeaveOut))

    return tuple(check for check in open_questions(checks, draft.decisions) if asks(check))


def left_out(draft: Draft, checks: Iterable[Check]) -> tuple[Check, ...]:
    """Return the warnings because of which columns are left out, as long as nobody says no."""
    return tuple(
        check
        for check in checks
        if check.finding.code in PERSONAL | GIVING_AWAY
        and check.finding.severity is Severity.WARNING
        and draft.roles.get(check.finding.column or "") is ColumnRole.EXCLUDED
    )


def answered(draft: Draft, checks: Iterable[Check], answer: Answer) -> Draft:
    """Give questions an answer; one about leaving a column out gives the column its role."""
    for check in checks:
        draft = replace(draft, decisions=decide(draft.decisions, check, answer))
        if isinstance(check.repair, LeaveOut):
            column = check.repair.column
            if answer is Answer.ACCEPTED:
                draft = draft.with_role(column, ColumnRole.EXCLUDED)
            elif draft.roles.get(column) is ColumnRole.EXCLUDED:
                draft = draft.with_role(column, ColumnRole.FEATURE)
    return draft


def without_answer(draft: Draft, decision: Decision) -> Draft:
    """Forget an answer, so that its question is open again."""
    return replace(draft, decisions=tuple(d for d in draft.decisions if d != decision))


def declared_tasks(draft: Draft, table: Table) -> DeclaredTasks:
    """Declare the columns with the role *task*, each as asked for or as the data suggest.

    A column that cannot be the task that was asked for is refused; the others go on.
    """
    tasks: list[Task] = []
    refused: dict[str, str] = {}
    for name in draft.with_role_of(ColumnRole.TASK):
        request = draft.requests.get(name, TaskRequest(name))
        try:
            one = declare_tasks(table, [request], draft.repairs)
        except SchemaError as error:
            refused[name] = str(error)
        else:
            tasks.extend(one.tasks)
            refused.update(one.refused)
    return DeclaredTasks(tuple(tasks), refused)


def suspicions(
    draft: Draft,
    table: Table,
    tasks: Sequence[Task],
    ready: CohortSchema | None = None,
    search: Search = suspects,
) -> tuple[Check, ...]:
    """Return why features may give one of ``tasks`` away.

    Parameters
    ----------
    ready
        The schema that comes with a built-in cohort. People who know the cohort decided about its
        features: as long as no outcome is added to theirs, only other columns are looked at.
    """
    watched = set(draft.watched) & set(draft.with_role_of(ColumnRole.EXCLUDED))
    features = set(draft.with_role_of(ColumnRole.FEATURE)) | watched
    if ready is not None and {task.name for task in tasks} <= set(ready.task_names):
        features -= set(ready.feature_names)
    names = tuple(name for name in table.columns if name in features)
    if not names or not tasks:
        return ()
    return search(table, tuple(tasks), names, _only(draft, ColumnRole.PATIENT_ID))


def held_back(draft: Draft, found: Iterable[Check]) -> tuple[str, ...]:
    """Return the columns that are left out because they may give an outcome away.

    Parameters
    ----------
    found
        As :func:`suspicions` gives them; one that is answered, or whose column is justified, holds
        nothing back.
    """
    names = quarantined(open_questions(found, draft.decisions))
    return tuple(name for name in names if name not in draft.justified)


def candidate_schema(
    draft: Draft,
    table: Table,
    tasks: Sequence[Task],
    held: Sequence[str] = (),
    known: Sequence[Feature] = (),
) -> CohortSchema:
    """Build the schema that the roles, the outcomes and the columns held back come to.

    Parameters
    ----------
    known
        Features whose kind is settled; those of other columns are read off the table.

    Raises
    ------
    SchemaError
        When a role is given to two columns, or no outcome or no feature is left.
    """
    excluded = draft.with_role_of(ColumnRole.EXCLUDED)
    return declare_schema(
        table,
        tasks,
        patient_id=_only(draft, ColumnRole.PATIENT_ID),
        site=_only(draft, ColumnRole.SITE),
        time=_only(draft, ColumnRole.TIME),
        exclude=[*excluded, *(name for name in held if name not in excluded)],
        features=[n for n in draft.with_role_of(ColumnRole.FEATURE) if n not in held],
        known=known,
    )


def _only(draft: Draft, role: ColumnRole) -> str | None:
    names = draft.with_role_of(role)
    if len(names) > 1:
        words = role.value.replace("_", " ")
        raise SchemaError(
            f"Two columns are the {words}",
            expected=f"at most one column with the role {words}",
            found=f"{len(names)} columns: {', '.join(names)}",
            action="give all but one of them another role",
        )
    return names[0] if names else None
