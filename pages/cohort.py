"""What did I load? The Cohort page."""

import pandas as pd
import streamlit as st

from mtl_core.plots import column_histogram, missingness_bars
from mtl_core.schema import ColumnRole, to_plain
from ui import empty, state
from ui.charts import show_chart
from ui.choice import choose
from ui.cohort import OpenCohort
from ui.downloads import download_json, download_table
from ui.findings import show_findings
from ui.frame import heading
from ui.guard import mistakes_shown
from ui.links import step_link
from ui.words import COLUMN_KINDS, ROLES, as_text, count, percent, plural

state.require_shell()

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_DECIMALS = {".": "point", ",": "comma"}


def show_reading(cohort: OpenCohort) -> None:
    """Show how the file was read."""
    profile = cohort.profile
    with st.container(horizontal=True):
        st.metric("Rows", count(profile.rows), border=True)
        st.metric("Columns", count(len(profile.columns)), border=True)
        st.metric("Encoding", profile.encoding, border=True)
        st.metric("Delimiter", _DELIMITERS.get(profile.delimiter, profile.delimiter), border=True)
        st.metric("Decimal sign", _DECIMALS.get(profile.decimal, profile.decimal), border=True)
    download_json(
        to_plain(profile),
        label="Download the profile (JSON)",
        name=f"{cohort.title} profile",
        key="profile",
    )


def columns_table(cohort: OpenCohort) -> pd.DataFrame:
    """Tabulate what each column holds and what it is used for."""
    roles = state.ROLES.get()
    return pd.DataFrame(
        {
            "Column": [c.name for c in cohort.profile.columns],
            "Kind": [COLUMN_KINDS[c.kind] for c in cohort.profile.columns],
            "Missing": [percent(c.missing) for c in cohort.profile.columns],
            "Distinct values": [c.levels for c in cohort.profile.columns],
            "Role": [ROLES[roles.get(c.name, c.proposed_role)] for c in cohort.profile.columns],
        }
    )


def show_columns(cohort: OpenCohort) -> None:
    """Show the columns, what is missing, and the distribution of one of them."""
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
        f"{plural(len(table), 'column')} of {plural(cohort.profile.rows, 'row')}. Roles can be "
        "changed on the Tasks page."
    )
    download_table(table, name=f"{cohort.title} columns", key="columns")
    show_chart(missingness_bars(cohort.profile.columns, cohort.profile.rows), key="missingness")
    roles = state.ROLES.get()
    shown_last = (ColumnRole.PATIENT_ID, ColumnRole.EXCLUDED)
    names = sorted(cohort.table.columns, key=lambda column: roles.get(column) in shown_last)
    name = choose("Column", names, state.COLUMN, key="cohort_column")
    show_chart(column_histogram(cohort.table.frame[name], name), key="distribution")


def main() -> None:
    """Draw the page."""
    heading("Cohort", "What did I load?")
    cohort = state.COHORT.get()
    if cohort is None:
        empty.no_cohort()
        return
    st.markdown(f"**{as_text(cohort.title)}** ({as_text(cohort.table.name)})")
    show_reading(cohort)
    findings = cohort.profile.findings
    st.subheader("What to know about this file", anchor=False)
    if findings:
        show_findings(findings)
    else:
        st.markdown("Nothing unusual was found.")
    show_columns(cohort)
    step_link("pages/tasks.py", "Next: choose the tasks")


with mistakes_shown():
    main()
