"""Empty states: what is missing, and the link to the step that provides it."""

from __future__ import annotations

import streamlit as st


def missing(sentence: str, *, page: str, label: str, key: str) -> None:
    """Say what is missing and link to the page that provides it."""
    with st.container(border=True, key=f"empty_{key}"):
        st.markdown(sentence)
        st.page_link(page, label=label)


def no_cohort() -> None:
    """Say that no cohort is open."""
    missing(
        "No cohort is open yet. Load the demonstration cohort or upload a CSV first.",
        page="pages/start.py",
        label="Go to Start",
        key="cohort",
    )


def no_tasks() -> None:
    """Say that no task is declared."""
    missing(
        "No task is declared yet. Say which columns should be predicted first.",
        page="pages/tasks.py",
        label="Go to Tasks",
        key="tasks",
    )


def no_run() -> None:
    """Say that no run is in view."""
    missing(
        "No run is open. Start one, or open a past one from Runs.",
        page="pages/training.py",
        label="Go to Training",
        key="run",
    )
    st.page_link("pages/runs.py", label="Go to Runs")


def no_result(state_in_words: str) -> None:
    """Say that the run in view has nothing to show here yet."""
    missing(
        f"This run has nothing to show here: it is {state_in_words}.",
        page="pages/training.py",
        label="See how it is going",
        key="result",
    )
