"""Empty states: what is missing, and the link to the step that provides it."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.session.reopen import reopen
from ui.widgets.guard import mistakes_shown
from ui.widgets.links import step_link


def missing(sentence: str, *, page: str, label: str, key: str) -> None:
    """Say what is missing and link to the page that provides it."""
    with st.container(border=True, key=f"empty_{key}"):
        st.markdown(sentence)
        step_link(page, label)


def no_cohort() -> None:
    """Say that no cohort is open; that of the run in view can be brought back."""
    reopen_button()
    missing(
        "No cohort is open yet. Load the demonstration cohort or upload your own table first.",
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
    with st.container(border=True, key="empty_run"):
        st.markdown("No run is open yet. Start one, or open a past one.")
        step_link("pages/training.py", "Go to Training")
        step_link("pages/runs.py", "Go to Runs")


def no_result(state_in_words: str) -> None:
    """Say that the run in view has nothing to show here yet."""
    missing(
        f"This run has nothing to show here ({state_in_words}).",
        page="pages/training.py",
        label="See how it is going",
        key="result",
    )


def no_explanation(state_in_words: str) -> None:
    """Say that the run in view has a result but no explanation."""
    missing(
        f"This run has no explanation ({state_in_words}). Its comparison can be read all the same; "
        "a new run makes the explanation as its last step.",
        page="pages/training.py",
        label="Go to Training",
        key="explanation",
    )


def no_patients() -> None:
    """Say that the file of the run in view is gone, or that it has no predictions."""
    missing(
        "The patients of this run cannot be shown: its file is no longer where it was, or nothing "
        "is predicted yet.",
        page="pages/runs.py",
        label="Go to Runs",
        key="patients",
    )


def reopen_button() -> None:
    """Offer to bring back cohort, tasks and groups of the run in view, if there is one."""
    run_id = state.current_run()
    if run_id is not None:
        st.button("Open the study of this run", key="reopen", on_click=_reopen, args=(run_id,))


def _reopen(run_id: str) -> None:
    with mistakes_shown():
        if not reopen(run_id):
            state.NOTICE.set("The file of this run is no longer kept; only its results are open.")
