"""Columns that may give an outcome away: found, held back, and taken in with words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from mtl_core.checks import quarantined, suspects
from mtl_core.data import Table, builtin
from mtl_core.decisions import accepted
from mtl_core.schema import Check, CohortSchema, ColumnRole, Task
from ui import state
from ui.session.open_cohort import OpenCohort

FEWEST_LETTERS = 10
"""A justification shorter than this says nothing."""


def suspicions(cohort: OpenCohort, tasks: Sequence[Task]) -> tuple[Check, ...]:
    """Return why features may give one of ``tasks`` away.

    The ready schema of a built-in cohort was decided by people who know it: as long as its tasks
    are not added to, only columns that were added to its features are looked at.
    """
    names = _candidates(cohort)
    ready = _ready(cohort)
    if ready is not None and {task.name for task in tasks} <= set(ready.task_names):
        names = tuple(name for name in names if name not in ready.feature_names)
    if not names or not tasks:
        return ()
    roles = state.ROLES.get()
    patient_id = next((n for n, role in roles.items() if role is ColumnRole.PATIENT_ID), None)
    repairs = accepted(state.DECISIONS.get())
    key = repr((cohort.table.fingerprint, cohort.table.sheet, repairs, tuple(tasks)))
    return _suspicions(key, names, patient_id, cohort.table, tuple(tasks))


def held_back(cohort: OpenCohort, tasks: Sequence[Task]) -> tuple[str, ...]:
    """Return the columns that are left out because they may give one of ``tasks`` away.

    What was held back once stays under watch when its role has become *excluded*.
    """
    justified = state.JUSTIFIED.get()
    found = quarantined(suspicions(cohort, tasks))
    state.HELD.set(state.HELD.get() | {(cohort.table.fingerprint, name) for name in found})
    return tuple(name for name in found if name not in justified)


def take_in(column: str, words: str) -> None:
    """Use a column that may give an outcome away, for a reason in words."""
    state.JUSTIFIED.set(state.JUSTIFIED.get() | {column: words.strip()})
    state.give_role(column, ColumnRole.FEATURE)


def hold_back_again(column: str) -> None:
    """Leave a column out again."""
    kept = {name: words for name, words in state.JUSTIFIED.get().items() if name != column}
    state.JUSTIFIED.set(kept)


def enough(words: str) -> bool:
    """Whether a justification says something."""
    return len(words.strip()) >= FEWEST_LETTERS


def _candidates(cohort: OpenCohort) -> tuple[str, ...]:
    roles, held = state.ROLES.get(), state.HELD.get()
    return tuple(
        name
        for name in cohort.table.columns
        if roles.get(name) is ColumnRole.FEATURE
        or ((cohort.table.fingerprint, name) in held and roles.get(name) is ColumnRole.EXCLUDED)
    )


def _ready(cohort: OpenCohort) -> CohortSchema | None:
    return None if cohort.builtin is None else builtin(cohort.builtin).schema()


@st.cache_data(
    scope="session",
    max_entries=8,
    show_spinner="Looking for columns that may give an outcome away",
)
def _suspicions(
    key: str,  # noqa: ARG001 - says which table and which tasks these are
    names: tuple[str, ...],
    patient_id: str | None,
    _table: Table,
    _tasks: tuple[Task, ...],
) -> tuple[Check, ...]:
    return suspects(_table, _tasks, names, patient_id)
