"""Which column plays which role, and what each task means."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from mtl_core.data import DeclaredTasks, class_counts
from mtl_core.plots.look import KIND_NAMES
from mtl_core.schema import ColumnRole, Task, TaskKind, TaskRequest
from ui import state
from ui.open_cohort import OpenCohort
from ui.words import COLUMN_KINDS, ROLES, as_text

_ROLE_OF = {words: role for role, words in ROLES.items()}
_AUTO = "as the data suggest"
_TALLEST, _LINE = 420, 35
"""Pixels of the table of roles and of one of its lines."""


def roles_editor(cohort: OpenCohort) -> dict[str, ColumnRole]:
    """Draw the table of roles and return the role of every column.

    The editor works on a base that is taken anew only when the page is entered: giving it its own
    result would undo every second change.
    """
    if not state.drawn("roles_editor") or state.ROLES_BASE.get() is None:
        state.ROLES_BASE.set(_roles_table(cohort))
    edited = st.data_editor(
        state.ROLES_BASE.get(),
        key="roles_editor",
        hide_index=True,
        height=min(_TALLEST, _LINE * (len(cohort.profile.columns) + 1) + 2),
        disabled=["Column", "Kind", "Missing", "Distinct values"],
        column_config={
            "Missing": st.column_config.ProgressColumn(
                "Missing", min_value=0.0, max_value=1.0, format="percent"
            ),
            "Role": st.column_config.SelectboxColumn(
                "Role (click to change)", options=list(ROLES.values()), required=True
            ),
        },
        alt="Table of columns with kind, share missing, distinct values and an editable role.",
    )
    roles = dict(zip(edited["Column"], edited["Role"].map(_ROLE_OF), strict=True))
    state.DRAFT.set(replace(state.DRAFT.get(), roles=roles))
    return roles


def _roles_table(cohort: OpenCohort) -> pd.DataFrame:
    roles, columns = state.DRAFT.get().roles, cohort.profile.columns
    return pd.DataFrame(
        {
            "Column": [c.name for c in columns],
            "Role": [ROLES[roles.get(c.name, ColumnRole.EXCLUDED)] for c in columns],
            "Kind": [COLUMN_KINDS[c.kind] for c in columns],
            "Missing": [c.missing for c in columns],
            "Distinct values": [c.levels for c in columns],
        }
    )


def meaning_form(cohort: OpenCohort, declared: DeclaredTasks) -> None:
    """Draw kind and positive class, or order, of every task and remember what was asked for."""
    tasks = {task.name: task for task in declared.tasks}
    draft = state.DRAFT.get()
    names = draft.with_role_of(ColumnRole.TASK)
    asked = {name: _meaning(cohort, name, tasks.get(name)) for name in names}
    if asked != draft.requests:
        state.DRAFT.set(replace(draft, requests=asked))
        st.rerun()


def _meaning(cohort: OpenCohort, name: str, task: Task | None) -> TaskRequest:
    kind_column, positive_column = st.columns(2, vertical_alignment="bottom")
    with kind_column:
        kind = _kind(name, task.kind if task else None)
    positive: str | None = None
    order: tuple[str, ...] = ()
    if kind is TaskKind.ORDINAL:
        with positive_column:
            order = _order(cohort, name, task)
    elif task is not None and task.kind is TaskKind.BINARY:
        with positive_column:
            positive = _positive(task)
    elif task is not None and task.kind is TaskKind.MULTICLASS:
        positive_column.markdown(f"{len(task.classes)} classes, each with its own risk")
    return TaskRequest(name, kind, positive, order)


def _kind(name: str, inferred: TaskKind | None) -> TaskKind | None:
    asked = state.DRAFT.get().requests.get(name)
    state.seed(f"kind_{name}", (asked.kind if asked else None) or inferred or _AUTO)
    chosen = st.selectbox(
        f"What is {as_text(name)}?",
        [*TaskKind, _AUTO],
        key=f"kind_{name}",
        format_func=lambda kind: KIND_NAMES.get(kind, kind),
    )
    return None if chosen == _AUTO else TaskKind(chosen)


def _order(cohort: OpenCohort, name: str, task: Task | None) -> tuple[str, ...]:
    """Let a person put the classes in order; empty until all are there."""
    asked = state.DRAFT.get().requests.get(name)
    if asked is None or asked.kind is not TaskKind.ORDINAL:
        return ()  # chosen this moment: the order that the data suggest is known in the next run
    key, classes = f"order_{name}", list(class_counts(cohort.table, name))
    if not set(state.remembered(key) or ()) <= set(classes):
        state.forget(key)
    state.seed(key, list(task.classes) if task is not None else [])
    chosen = st.multiselect(
        f"Classes of {as_text(name)}, the lowest first",
        classes,
        key=key,
        placeholder="Choose the lowest class, then the next",
        help="To change the order, take classes out and choose them again from low to high.",
    )
    if chosen:
        st.caption(as_text(" < ".join(chosen)))
    if len(chosen) == len(classes):
        return tuple(chosen)
    if task is not None:
        st.caption("Until all classes are chosen, their usual order counts.")
    return ()


def _positive(task: Task) -> str:
    key = f"positive_{task.name}"
    options = sorted(task.classes)
    if state.remembered(key) not in options:
        state.forget(key)
    state.seed(key, task.positive)
    return st.selectbox(f"Predict the risk that {as_text(task.name)} is", options, key=key)
