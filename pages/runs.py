"""What have I done? The Runs page."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from mtl_core.storage import RunRecord
from mtl_core.words import counted
from ui import state
from ui.runs.actions import show_actions
from ui.session import runs
from ui.widgets.choice import choose
from ui.widgets.downloads import download_table
from ui.widgets.frame import heading
from ui.widgets.guard import mistakes_shown
from ui.widgets.links import step_link
from ui.words import STATES, when

state.require_shell()


def runs_table(records: Sequence[RunRecord]) -> pd.DataFrame:
    """Tabulate runs, newest first."""
    return pd.DataFrame(
        {
            "Run": [record.title for record in records],
            "Started": [when(record.created) for record in records],
            "Status": [STATES[record.state] for record in records],
            "Cohort": [record.cohort for record in records],
            "Headline": [record.headline.partition(". ")[0] for record in records],
        }
    )


def main() -> None:
    """Draw the page."""
    heading("Runs", "What have I done?")
    runs.supervisor().advance()
    records = runs.records()
    if not records:
        st.markdown("No run has been started yet.")
        step_link("pages/start.py", "Go to Start")
        return
    table = runs_table(records)
    st.dataframe(table, hide_index=True, key="runs")
    st.caption(f"{counted(len(records), 'run')}, newest first.")
    download_table(table, name="runs", key="runs")
    st.subheader("One run", anchor=False)
    by_id = {record.id: record for record in records}
    chosen = choose(
        "Run",
        list(by_id),
        state.CHOSEN_RUN,
        key="chosen_run",
        words=lambda i: f"{by_id[i].title} ({when(by_id[i].created)})",
    )
    show_actions(by_id[chosen])


with mistakes_shown():
    main()
