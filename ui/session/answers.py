"""A person's answers to the questions about the open cohort, and what they change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mtl_core.data import check_schema
from mtl_core.decisions import answered, declared_tasks, left_out, waiting, without_answer
from mtl_core.errors import MTLError
from mtl_core.schema import Answer, Check, Decision, Draft
from mtl_core.schema.repairs import LeaveOut
from ui import state
from ui.open_cohort import OpenCohort
from ui.session import draft, scan
from ui.session.opening import read_again


def questions(cohort: OpenCohort) -> tuple[Check, ...]:
    """Return the warnings that wait for an answer."""
    return waiting(state.DRAFT.get(), cohort.checks)


def protected(cohort: OpenCohort) -> tuple[Check, ...]:
    """Return the warnings because of which columns are left out, as long as nobody says no."""
    return left_out(state.DRAFT.get(), cohort.checks)


def answer(checks: Iterable[Check], given: Answer) -> None:
    """Answer questions; the file is read again where cells are concerned."""
    _settle(answered(state.DRAFT.get(), checks, given))


def take_back(decision: Decision) -> None:
    """Forget an answer, so that its question is open again."""
    kept, cohort = without_answer(state.DRAFT.get(), decision), state.COHORT.get()
    if cohort is not None and isinstance(decision.repair, LeaveOut):
        column = cohort.profile.column(decision.repair.column)
        kept = kept.with_role(column.name, column.proposed_role)
    _settle(kept)


def take(cohort: OpenCohort) -> None:
    """Go on with the cohort as it was read again.

    Roles that a person has changed stay; those that were proposed are proposed anew, as a column
    may be of use now.
    """
    before, now = state.COHORT.get(), state.DRAFT.get()
    proposed = {} if before is None else {c.name: c.proposed_role for c in before.profile.columns}
    changed = {n: role for n, role in now.roles.items() if role is not proposed.get(n)}
    fixed = now.roles if now.schema is not None else changed
    roles = {c.name: fixed.get(c.name, c.proposed_role) for c in cohort.profile.columns}
    state.COHORT.set(cohort)
    state.DRAFT.set(replace(now, roles=roles))
    _renew_schema(cohort)


def _settle(after: Draft) -> None:
    before, cohort = state.DRAFT.get(), state.COHORT.get()
    state.DRAFT.set(after)
    if cohort is None:
        return
    if after.repairs == before.repairs:
        _renew_schema(cohort)
    elif isinstance(cohort.source, Path) and cohort.builtin is None:
        scan.begin_again(cohort, cohort.source, after.repairs)
    else:
        take(read_again(cohort, after.repairs))


def _renew_schema(cohort: OpenCohort) -> None:
    """Declare roles and tasks anew after an answer; what does not fit any more waits on Tasks."""
    now = state.DRAFT.get()
    if now.schema is None:
        return
    try:
        declared = declared_tasks(now, cohort.table)
        renewed = draft.schema(cohort, declared.tasks)
        check_schema(cohort.table, renewed)
    except MTLError:
        state.DRAFT.set(replace(now, schema=None))
        state.NOTICE.set("The roles no longer fit the table: look at them on the Tasks page.")
    else:
        state.DRAFT.set(state.DRAFT.get().with_schema(renewed, dict(declared.refused)))
