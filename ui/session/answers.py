"""A person's answers to the questions about the open cohort, and what they change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from mtl_core.data import check_schema
from mtl_core.decisions import accepted, decide, open_questions
from mtl_core.errors import MTLError
from mtl_core.schema import Answer, Check, CohortSchema, ColumnRole, Decision, FindingCode, Severity
from mtl_core.schema.repairs import LeaveOut
from ui import state
from ui.session import draft, scan
from ui.session.open_cohort import OpenCohort, accept, read_again

PERSONAL = frozenset({FindingCode.POSSIBLE_IDENTIFIER})
"""Findings about who a patient is: their columns may be taken in with a click."""

GIVING_AWAY = frozenset(
    {
        FindingCode.KNOWN_AFTERWARDS,
        FindingCode.PREDICTS_ALONE,
        FindingCode.MISSINGNESS_PREDICTS,
        FindingCode.LABEL_FROM_LABEL,
        FindingCode.DATE_AFTERWARDS,
    }
)
"""Findings about what gives an outcome away: their columns are taken in on Tasks, with words."""


def questions(cohort: OpenCohort) -> tuple[Check, ...]:
    """Return the warnings that wait for an answer.

    A column that is left out for a reason raises none: what is not used harms nobody. One that is
    of no use yet does, where a repair of its cells may make it a feature.
    """
    protected = {check.finding.column for check in left_out(cohort)}
    roles, decided = state.ROLES.get(), state.SCHEMA.get() is not None

    def asks(check: Check) -> bool:
        column = check.finding.column
        if column is None or roles.get(column) is not ColumnRole.EXCLUDED:
            return True
        return not (decided or column in protected or isinstance(check.repair, LeaveOut))

    return tuple(c for c in open_questions(cohort.checks, state.DECISIONS.get()) if asks(c))


def left_out(cohort: OpenCohort) -> tuple[Check, ...]:
    """Return the warnings because of which columns are left out, as long as nobody says no."""
    roles = state.ROLES.get()
    return tuple(
        check
        for check in cohort.checks
        if check.finding.code in PERSONAL | GIVING_AWAY
        and check.finding.severity is Severity.WARNING
        and roles.get(check.finding.column or "") is ColumnRole.EXCLUDED
    )


def answer(checks: Iterable[Check], given: Answer) -> None:
    """Answer questions; the file is read again where cells are concerned."""
    decisions = state.DECISIONS.get()
    for check in checks:
        decisions = decide(decisions, check, given)
        if isinstance(check.repair, LeaveOut):
            _use(check.repair.column, use=given is Answer.REFUSED)
    _settle(decisions)


def take_back(decision: Decision) -> None:
    """Forget an answer, so that its question is open again."""
    cohort = state.COHORT.get()
    if cohort is not None and isinstance(decision.repair, LeaveOut):
        name = decision.repair.column
        state.ROLES.set(state.ROLES.get() | {name: cohort.profile.column(name).proposed_role})
    _settle(tuple(d for d in state.DECISIONS.get() if d != decision))


def take(cohort: OpenCohort) -> None:
    """Go on with the cohort as it was read again.

    Roles that a person has changed stay; those that were proposed are proposed anew, as a column
    may be of use now.
    """
    before, roles = state.COHORT.get(), state.ROLES.get()
    proposed = {} if before is None else {c.name: c.proposed_role for c in before.profile.columns}
    changed = {name: role for name, role in roles.items() if role is not proposed.get(name)}
    fixed = roles if state.SCHEMA.get() is not None else changed
    state.COHORT.set(cohort)
    state.ROLES.set({c.name: fixed.get(c.name, c.proposed_role) for c in cohort.profile.columns})
    _renew_schema(cohort)


def _settle(decisions: Sequence[Decision]) -> None:
    before, cohort = state.DECISIONS.get(), state.COHORT.get()
    state.DECISIONS.set(tuple(decisions))
    if cohort is None:
        return
    repairs = accepted(decisions)
    if repairs == accepted(before):
        _renew_schema(cohort)
    elif isinstance(cohort.source, Path) and cohort.builtin is None:
        scan.begin_again(cohort, cohort.source, repairs)
    else:
        take(read_again(cohort, repairs))


def _use(column: str, *, use: bool) -> None:
    roles = dict(state.ROLES.get())
    if not use:
        roles[column] = ColumnRole.EXCLUDED
    elif roles.get(column) is ColumnRole.EXCLUDED:
        roles[column] = ColumnRole.FEATURE
    state.ROLES.set(roles)


def _renew_schema(cohort: OpenCohort) -> None:
    """Declare roles and tasks anew after an answer; what does not fit any more waits on Tasks."""
    schema = state.SCHEMA.get()
    if schema is None:
        return
    try:
        declared = draft.declared(cohort)
        renewed: CohortSchema = draft.schema(cohort, declared.tasks)
        check_schema(cohort.table, renewed)
    except MTLError:
        state.SCHEMA.set(None)
        state.NOTICE.set("The roles no longer fit the table: look at them on the Tasks page.")
    else:
        accept(renewed, declared.refused)
