"""If labels were few: a curve for one task of a run, asked for and measured in the background."""

from __future__ import annotations

import streamlit as st

from mtl_core.jobs import answer_folder, work_status
from mtl_core.schema.answers import LabelScarcity
from mtl_core.settings import load_settings
from mtl_core.storage import FinishedRun
from mtl_core.words import duration
from ui import state
from ui.comparison.scarcity_view import show_curve
from ui.session import cached
from ui.session.run_view import RunView
from ui.widgets.background import answer_to
from ui.widgets.choice import choose
from ui.widgets.guard import mistakes_shown

_WHAT = (
    "**What is sharing worth when one outcome is rarely known?** Most labels of one task are "
    "hidden from training (30 %, 10 % and 3 % of them stay, drawn five times), those of the other "
    "tasks are kept, and both kinds of networks are trained anew. All are scored on the same "
    "unseen patients."
)


def show_scarcity(view: RunView) -> None:
    """Draw the curve for one task of a run: a button, its progress, or what was found."""
    tasks = [task for task in view.result.tasks if task not in view.study.grouping.alone]
    if not tasks:
        return
    st.subheader("If labels were few", anchor=False)
    with mistakes_shown():
        task = choose(
            "Task whose labels become few",
            _asked_first(tasks, cached.finished(view.run_id)),
            state.SCARCE_TASK,
            key="scarce_task",
        )
        report = answer_to(
            LabelScarcity(task),
            cached.finished(view.run_id),
            key="scarcity",
            button="Hide labels and compare",
            invitation=f"{_WHAT} With this study's budget it takes about **{_effort(view)}**.",
        )
        if report is not None:
            show_curve(report, view.study.plan.margin)


def _asked_first(tasks: list[str], run: FinishedRun) -> list[str]:
    """Put a task that somebody has asked about first, so that a reload finds it."""
    folders = {task: answer_folder(LabelScarcity(task), run, load_settings()) for task in tasks}
    return sorted(tasks, key=lambda task: work_status(folders[task]) is None)


def _effort(view: RunView) -> str:
    """Guess the time from what the run took: one network together and one alone, draw by draw."""
    question, seconds = LabelScarcity(""), view.result.seconds
    n_draws = sum(question.draws_of(share) for share in question.shares)
    single = seconds.get("single_task", 0.0) / max(len(view.result.tasks), 1)
    return duration(10 + n_draws * (seconds.get("multi_task", 0.0) + single))
