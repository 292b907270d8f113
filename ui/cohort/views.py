"""What the open cohort holds: columns, blank cells, groups of patients, rows in and out."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mtl_core.checks import identifiers
from mtl_core.evaluation.cohort import table_one
from mtl_core.limits import SMALLEST_COUNT
from mtl_core.plots.cohort import (
    column_by_outcome,
    column_histogram,
    missingness_bars,
    missingness_patterns,
    row_flow,
)
from mtl_core.schema import ColumnRole, TaskKind
from mtl_core.words import counted, percent
from ui import state
from ui.open_cohort import OpenCohort
from ui.widgets.charts import show_chart
from ui.widgets.choice import choose
from ui.widgets.downloads import download_table
from ui.words import COLUMN_KINDS, ROLES, as_text

_NO_GROUP = "all patients together"
_NO_OUTCOME = "no outcome"
_MOST_GROUPS = 6


def columns_table(cohort: OpenCohort) -> pd.DataFrame:
    """Tabulate what each column holds and what it is used for."""
    roles, labels = state.DRAFT.get().roles, cohort.table.labels
    columns = cohort.profile.columns
    table = pd.DataFrame(
        {
            "Column": [c.name for c in columns],
            "Kind": [COLUMN_KINDS[c.kind] for c in columns],
            "Missing": [percent(c.missing, 1) for c in columns],
            "Distinct values": [c.levels for c in columns],
            "Role": [ROLES[roles.get(c.name, c.proposed_role)] for c in columns],
        }
    )
    if labels:
        table.insert(1, "Label", [labels.get(c.name, "") for c in columns])
    return table


def show_columns(cohort: OpenCohort) -> None:
    """Show the columns and the distribution of one of them."""
    st.subheader("Columns", anchor=False)
    table = columns_table(cohort)
    st.dataframe(
        table,
        hide_index=True,
        key="columns",
        height=360,
        column_config={
            "Column": st.column_config.Column(pinned=True),
            "Distinct values": st.column_config.NumberColumn(format="localized"),
        },
    )
    st.caption(
        f"{counted(len(table), 'column')} of {counted(cohort.profile.rows, 'row')}. Roles can be "
        "changed on the Tasks page."
    )
    download_table(table, name=f"{cohort.title} columns", key="columns")
    _show_distribution(cohort)


def show_missing(cohort: OpenCohort) -> None:
    """Show what is blank, and which columns are blank together."""
    st.subheader("Missing cells", anchor=False)
    if not any(c.missing for c in cohort.profile.columns):
        st.markdown(f"No cell is missing in any of {counted(len(cohort.table.columns), 'column')}.")
        return
    show_chart(missingness_bars(cohort.profile.columns, cohort.profile.rows), key="missingness")
    roles = state.DRAFT.get().roles
    used = [n for n in cohort.table.columns if roles.get(n) is ColumnRole.FEATURE]
    if used and cohort.table.frame[used].isna().any(axis=None):
        show_chart(missingness_patterns(cohort.table.frame[used]), key="patterns", of="features")


def show_groups(cohort: OpenCohort) -> None:
    """Describe the patients by group, as the first table of a paper does."""
    st.subheader("Patients at a glance", anchor=False)
    names = _described(cohort)
    if not names:
        st.markdown("No feature or task is declared yet.")
        return
    levels = {c.name: c.levels for c in cohort.profile.columns}
    few = [name for name in names if 2 <= levels[name] <= _MOST_GROUPS]
    group = choose(
        "Compare groups of", [_NO_GROUP, *few], state.TABLE_ONE_GROUP, key="table_one_group"
    )
    by = None if group == _NO_GROUP else group
    others = [n for n in names if n != group]
    described = table_one(cohort.table.frame, others, by).table
    st.dataframe(described, hide_index=True, key="table_one", height=420)
    st.caption(
        "Numbers are mean (standard deviation) and median [quartiles], categories n (%). Missing "
        "cells are counted, never filled. Standardised differences above 0.1 deserve a look; "
        "no test is made, because nothing here was randomised."
    )
    safe = table_one(cohort.table.frame, others, by, suppress_below=SMALLEST_COUNT).table
    download_table(safe, name=f"{cohort.title} table 1", key="table_one")
    st.caption(f"The file hides counts below {SMALLEST_COUNT}, by which a person may be found.")


def show_rows(cohort: OpenCohort) -> None:
    """Show which rows of the file became rows of the table."""
    st.subheader("Rows in and out", anchor=False)
    schema = state.DRAFT.get().schema
    tasks = schema.task_names if schema is not None else ()
    patient_id = schema.patient_id if schema is not None else None
    frame = cohort.table.frame
    chart = row_flow(
        cohort.table.n_rows,
        cohort.table.row_steps,
        labelled={name: int(frame[name].notna().sum()) for name in tasks},
        n_patients=None if patient_id is None else int(frame[patient_id].nunique()),
        repairs=state.DRAFT.get().repairs,
    )
    show_chart(chart, key="row_flow")
    download_table(
        _shown(cohort),
        name=f"{cohort.title} repaired",
        key="repaired",
        label="Download the repaired table (CSV)",
    )
    st.caption("The table after repairs, without columns that may identify a person.")


def hidden_columns(cohort: OpenCohort) -> frozenset[str]:
    """Return the columns whose cells are shown nowhere: patient ids and identifying columns."""
    roles = state.DRAFT.get().roles
    ids = {name for name, role in roles.items() if role is ColumnRole.PATIENT_ID}
    taken_in = {name for name, role in roles.items() if role is ColumnRole.FEATURE}
    return frozenset(ids | (identifiers(cohort.table) - taken_in))


def _show_distribution(cohort: OpenCohort) -> None:
    roles, hidden = state.DRAFT.get().roles, hidden_columns(cohort)
    last = (ColumnRole.PATIENT_ID, ColumnRole.EXCLUDED)
    names = sorted(cohort.table.columns, key=lambda column: roles.get(column) in last)
    name = choose("Column", names, state.COLUMN, key="cohort_column")
    if name in hidden:
        st.info(
            f"**{as_text(name)}** may identify a person, so its cells are not shown. "
            "You can decide otherwise above."
        )
        return
    schema = state.DRAFT.get().schema
    tasks = [t for t in schema.tasks if t.kind is not TaskKind.REGRESSION] if schema else []
    outcomes = [_NO_OUTCOME, *(t.name for t in tasks if t.name != name)]
    by = choose("Compare by outcome", outcomes, state.OUTCOME, key="by_outcome")
    frame = cohort.table.frame
    if by == _NO_OUTCOME:
        show_chart(column_histogram(frame[name], name), key="distribution")
    else:
        show_chart(column_by_outcome(frame[name], frame[by], name, by), key="distribution")


def _shown(cohort: OpenCohort) -> pd.DataFrame:
    hidden = hidden_columns(cohort)
    return cohort.table.frame[[n for n in cohort.table.columns if n not in hidden]]


def _described(cohort: OpenCohort) -> list[str]:
    roles, hidden = state.DRAFT.get().roles, hidden_columns(cohort)
    wanted = (ColumnRole.FEATURE, ColumnRole.TASK, ColumnRole.SITE)
    return [n for n in cohort.table.columns if roles.get(n) in wanted and n not in hidden]
