"""The study as it stands on the pages, before it is started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from mtl_core.checks import suspects
from mtl_core.data import Table, builtin
from mtl_core.decisions import candidate_schema, full_plan, held_back, plan_of, suspicions
from mtl_core.evaluation.before import plan_in_words, why_exploratory
from mtl_core.schema import (
    Check,
    CohortSchema,
    ColumnRole,
    Draft,
    EvaluationPlan,
    Preset,
    Study,
    Task,
    roles_of,
)
from ui import state
from ui.open_cohort import OpenCohort

FEWEST_LETTERS = 10
"""A justification shorter than this says nothing."""


def choose(**changes: Any) -> None:  # noqa: ANN401 - fields of StudyChoices
    """Change choices of the study."""
    state.DRAFT.set(state.DRAFT.get().with_choices(**changes))


def study(preset: Preset) -> Study | None:
    """Return the study that ``preset`` would start, or ``None`` when a step is missing."""
    cohort, draft = state.COHORT.get(), state.DRAFT.get()
    if cohort is None or draft.schema is None:
        return None
    return draft.study(cohort.table.reference, preset.training, plan(preset))


def plan(preset: Preset) -> EvaluationPlan:
    """Return the plan that a budget would start with."""
    return plan_of(state.DRAFT.get(), preset, _rows())


def plan_words(preset: Preset) -> str:
    """Say the plan of a budget in words, and that it is exploratory where it is."""
    chosen = plan(preset)
    return " ".join(words for words in (plan_in_words(chosen), why_exploratory(chosen)) if words)


def proposed_plan() -> EvaluationPlan:
    """Return what is proposed for the open cohort."""
    return full_plan(Draft(), _rows())


def schema(cohort: OpenCohort, tasks: Sequence[Task]) -> CohortSchema:
    """Build the schema from the roles on the Tasks page and the tasks that can be estimated.

    Features that may give one of these tasks away are left out until a person justifies them. What
    was held back once stays under watch when its role has become *excluded*.

    Raises
    ------
    SchemaError
        When a role is given to two columns, or no task or no feature is left.
    """
    draft = state.DRAFT.get()
    found = giving_away(cohort, tasks)
    held = held_back(draft, found)
    if not set(held) <= set(draft.watched):
        draft = replace(draft, watched=tuple(dict.fromkeys((*draft.watched, *held))))
        state.DRAFT.set(draft)
    return candidate_schema(draft, cohort.table, tasks, held)


def in_use(candidate: CohortSchema) -> bool:
    """Whether the schema in use says the same as ``candidate``, in whatever order."""
    current = state.DRAFT.get().schema
    if current is None or set(current.tasks) != set(candidate.tasks):
        return False
    kept, new = roles_of(current), roles_of(candidate)
    default = ColumnRole.EXCLUDED
    return all(kept.get(name, default) is new.get(name, default) for name in {*kept, *new})


def giving_away(cohort: OpenCohort, tasks: Sequence[Task]) -> tuple[Check, ...]:
    """Return why features of the open cohort may give one of ``tasks`` away."""
    ready = None if cohort.builtin is None else builtin(cohort.builtin).schema()
    draft = state.DRAFT.get()
    key = repr((cohort.table.fingerprint, cohort.table.sheet, draft.repairs))

    def search(
        table: Table, tasks: Sequence[Task], names: Sequence[str], patient_id: str | None
    ) -> tuple[Check, ...]:
        return _suspects(key, table, tuple(tasks), tuple(names), patient_id)

    return suspicions(draft, cohort.table, tasks, ready, search)


def take_in(column: str, words: str) -> None:
    """Use a column that may give an outcome away, for a reason in words."""
    draft = state.DRAFT.get().with_role(column, ColumnRole.FEATURE)
    state.DRAFT.set(replace(draft, justified=draft.justified | {column: words.strip()}))
    state.renew_roles()


def hold_back_again(column: str) -> None:
    """Leave a column out again."""
    draft = state.DRAFT.get()
    kept = {name: words for name, words in draft.justified.items() if name != column}
    state.DRAFT.set(replace(draft, justified=kept))


def _rows() -> int:
    cohort = state.COHORT.get()
    return 0 if cohort is None else cohort.table.n_rows


@st.cache_data(
    scope="session",
    max_entries=8,
    show_spinner="Looking for columns that may give an outcome away",
)
def _suspects(
    key: str,  # noqa: ARG001 - says which table this is
    _table: Table,
    tasks: tuple[Task, ...],
    names: tuple[str, ...],
    patient_id: str | None,
) -> tuple[Check, ...]:
    return suspects(_table, tasks, names, patient_id)
