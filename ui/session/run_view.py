"""The run in view, as the result pages start: which run, how far, and what must be said of it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from mtl_core.evaluation.before import about_repeats, plan_in_words, why_exploratory
from mtl_core.schema import RunState, RunStatus, Study, StudyResult
from mtl_core.words import counted
from ui import state
from ui.session import cached, empty
from ui.words import STATES, as_text


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with a result."""

    run_id: str
    study: Study
    status: RunStatus
    result: StudyResult


def run_in_view() -> RunView | None:
    """Return the run in view; without one, draw the empty state that leads to it."""
    run_id = state.current_run()
    status = cached.status(run_id) if run_id else None
    study = cached.study(run_id) if run_id and status else None
    if run_id is None or status is None or study is None:
        empty.no_run()
        return None
    result = cached.result(run_id)
    if result is None:
        empty.no_result(STATES[status.state])
        return None
    return RunView(run_id, study, status, result)


def show_origin(view: RunView) -> None:
    """Say which patients and which plan stand behind the numbers, and what limits them."""
    plan, n_groups = view.study.plan, len(view.study.grouping.groups)
    st.caption(
        f"{as_text(view.study.cohort.name)}: {counted(view.result.cohort.rows, 'row')}, "
        f"{counted(len(view.result.tasks), 'task')} in {counted(n_groups, 'group')}, "
        f"seed {plan.seed}. {plan_in_words(plan)} Every number comes from patients that the "
        f"network had not seen; intervals are 95 % and by patient. {about_repeats(plan)}"
    )
    why = why_exploratory(plan)
    if why:
        st.info(why.replace("Exploratory:", "**Exploratory plan:**", 1))
    if view.status.state in {RunState.FAILED, RunState.CANCELLED}:
        st.warning(
            f"This run did not finish ({STATES[view.status.state]}). What it had computed before "
            "is shown."
        )
    if view.status.state.live:
        st.info("The run is still going; more will appear when it is done.")
