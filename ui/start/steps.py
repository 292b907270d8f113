"""The steps of a study and how far this session is."""

from __future__ import annotations

import streamlit as st

from mtl_core.schema import RunState
from mtl_core.words import counted
from ui import state
from ui.open_cohort import OpenCohort
from ui.session import answers, cached
from ui.widgets.links import step_link
from ui.words import STATES, as_text


def show_headline() -> None:
    """Show what the run in view found, when it has found something."""
    run_id = state.current_run()
    result = cached.result(run_id) if run_id else None
    if run_id is None or result is None or not result.headline:
        return
    with st.container(border=True, key="headline"):
        st.markdown(f"### {as_text(result.headline)}")
        st.caption(
            f"The run in view: {as_text(result.cohort.name)}, "
            f"{counted(result.cohort.rows, 'row')}, {counted(len(result.tasks), 'task')}."
        )
        if st.button("See the comparison", type="primary", key="see_comparison"):
            st.switch_page("pages/comparison.py", query_params={"run": run_id})


def answered() -> bool:
    """Whether the run in view has an answer to show."""
    run_id = state.current_run()
    result = cached.result(run_id) if run_id else None
    return result is not None and bool(result.headline)


def show_steps() -> None:
    """List the steps with their state, each with a link."""
    st.subheader("The steps", anchor=False)
    for page, name, told in _steps():
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(width=180):
                step_link(page, name)
            st.markdown(told, width="content")


def _steps() -> list[tuple[str, str, str]]:
    cohort, draft = state.COHORT.get(), state.DRAFT.get()
    schema, grouping = draft.schema, draft.grouping
    read = _not_yet("loaded") if cohort is None else _read_words(cohort)
    tasks = (
        _not_yet("declared")
        if schema is None
        else f"✓ {counted(len(schema.tasks), 'task')}, {counted(len(schema.features), 'feature')}"
    )
    groups = (
        _not_yet("chosen") if grouping is None else f"✓ {counted(len(grouping.groups), 'group')}"
    )
    run = _run_words()
    return [
        ("pages/cohort.py", "1. Cohort", read),
        ("pages/tasks.py", "2. Tasks", tasks),
        ("pages/sharing.py", "3. Sharing", groups),
        ("pages/training.py", "4. Training", run),
        ("pages/comparison.py", "5. Comparison", _result_words()),
    ]


def _read_words(cohort: OpenCohort) -> str:
    n_open = len(answers.questions(cohort))
    asked = f", {counted(n_open, 'open question')}" if n_open else ""
    return f"✓ {counted(cohort.table.n_rows, 'row')} read{asked}"


def _not_yet(done: str) -> str:
    """Say that a step is to be done, or that the run in view was opened without it."""
    return "not open here, only the results of the run" if answered() else f"not {done} yet"


def _run_words() -> str:
    run_id = state.current_run()
    if run_id is None:
        return "not started yet"
    status = cached.status(run_id)
    if status is None:
        return "not found"
    return f"✓ {STATES[status.state]}" if status.state is RunState.DONE else STATES[status.state]


def _result_words() -> str:
    run_id = state.current_run()
    status = cached.status(run_id) if run_id else None
    if run_id is None or status is None:
        return "no run is open"
    ready = cached.result(run_id) is not None
    if ready:
        return "✓ ready to read"
    return "not ready yet" if status.state is not RunState.FAILED else "the run failed"
