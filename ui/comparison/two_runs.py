"""Another run beside the one in view: chosen on the page, compared in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from mtl_core.evaluation.arms import EXPLORATORY_COMPARISON, two_runs_sentence
from mtl_core.schema import PRIMARY, Arm, RunState
from mtl_core.schema.answers import TwoRunsQuestion
from mtl_core.schema.measures import MEASURES
from mtl_core.words import signed, with_interval
from ui import state
from ui.session import cached, runs
from ui.widgets.background import answer_to
from ui.widgets.choice import choose
from ui.widgets.downloads import download_table
from ui.widgets.tables import show_table
from ui.words import as_text, when

if TYPE_CHECKING:
    from mtl_core.schema.answers import TwoRuns
    from mtl_core.storage import RunRecord
    from ui.session.run_view import RunView

NO_RUN = "Choose a run"


def show_two_runs(view: RunView) -> None:
    """Ask for another run of the same cohort, and show what its comparison found."""
    others = _runs_beside(view)
    if not others:
        return
    st.subheader("Beside another run", anchor=False)
    with st.container(horizontal=True, key="two_runs_question"):
        chosen = choose(
            "Compare with another run of this cohort",
            [NO_RUN, *others],
            state.OTHER_RUN,
            key="other_run",
            words=lambda run_id: _title(others[run_id]) if run_id in others else run_id,
        )
        arm = choose(
            "Arm taken from both",
            [arm for arm in Arm if arm in view.study.arms],
            state.TWO_RUNS_ARM,
            key="two_runs_arm",
            words=lambda each: each.facts.label,
        )
    if chosen != NO_RUN:
        question = TwoRunsQuestion(str(runs.folder(chosen).path.absolute()), arm)
        report = answer_to(question, cached.finished(view.run_id), key="two_runs")
        if report is not None:
            _show_report(report)


def _runs_beside(view: RunView) -> dict[str, RunRecord]:
    """Return finished runs of the same file by their id, the newest first."""
    return {
        record.id: record
        for record in runs.records()
        if record.id != view.run_id
        and record.state is RunState.DONE
        and record.fingerprint == view.study.cohort.fingerprint
    }


def _title(record: RunRecord) -> str:
    return f"{record.title or record.cohort}, {when(record.created)}"


def _show_report(report: TwoRuns) -> None:
    st.info(EXPLORATORY_COMPARISON)
    for name, task in report.tasks.items():
        rest = two_runs_sentence(name, task).removeprefix(name)
        st.markdown(f"**{as_text(name)}**{as_text(rest)}")
    for name, reason in report.left_out.items():
        st.markdown(f"**{as_text(name)}** is not compared: {as_text(reason)}.")
    tasks = report.tasks.values()
    table = pd.DataFrame(
        {
            "Task": list(report.tasks),
            "n": [task.n for task in tasks],
            "Measure": [MEASURES[PRIMARY[task.kind]].label for task in tasks],
            "First run minus second": [with_interval(task.difference, signed) for task in tasks],
            "First run": [with_interval(task.first) for task in tasks],
            "Second run": [with_interval(task.second) for task in tasks],
        }
    )
    show_table(table, key="two_runs_table")
    st.caption(
        f"The first run is the one in view; arm {report.arm.facts.label} of both. In brackets the "
        "95 % interval, by patient, on the same resamples in both runs; verdicts are corrected "
        f"for the number of tasks, margin {report.margin:g}."
    )
    download_table(table, name="two runs", key="two_runs")
