"""If labels were few: a curve for one task of a run, asked for and measured in the background."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from mtl_core.errors import MTLError
from mtl_core.jobs import load_scarcity, scarcity_folder, start_scarcity, work_status
from mtl_core.schema import RunState, RunStatus, Study
from mtl_core.schema.answers import LabelScarcity, ScarcityReport
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder
from mtl_core.words import duration
from ui import state
from ui.comparison.scarcity_view import show_curve
from ui.session import runs
from ui.session.run_view import RunView
from ui.widgets.choice import choose
from ui.widgets.guard import mistakes_shown
from ui.words import as_text

_EVERY_SECONDS = 1.0
_STAGES = {
    "prepare": "Hiding labels",
    "train": "Training with few and with many labels",
    "reference": "Fitting regressions on the same labels",
    "evaluate": "Comparing on patients with all labels",
}
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
            _asked_first(tasks, view.study),
            state.SCARCE_TASK,
            key="scarce_task",
        )
        folder, status = _look(view.study, task)
        if status is not None and status.state.live:
            st.fragment(_watch, run_every=_EVERY_SECONDS)(folder)
            return
        report = _found(folder, status)
        if report is None:
            _offer(view, task, status)
        else:
            show_curve(report, view.study.plan.margin)


def _asked_first(tasks: list[str], study: Study) -> list[str]:
    """Put a task that somebody has asked about first, so that a reload finds it."""
    asked = [task for task in tasks if _look(study, task)[1] is not None]
    return [*asked, *(task for task in tasks if task not in asked)]


def _look(study: Study, task: str) -> tuple[RunFolder, RunStatus | None]:
    folder = scarcity_folder(study, LabelScarcity(task), load_settings())
    return folder, work_status(folder)


def _found(folder: RunFolder, status: RunStatus | None) -> ScarcityReport | None:
    done = status is not None and status.state is RunState.DONE
    return load_scarcity(folder) if done else None


def _offer(view: RunView, task: str, status: RunStatus | None) -> None:
    st.markdown(f"{_WHAT} With this study's budget it takes about **{_effort(view)}**.")
    if status is not None and status.state is RunState.FAILED:
        st.error(f"The last attempt ended early. {as_text(status.error or '')}")
    place = runs.folder(view.run_id).read_cohort_place()
    path = None if place is None else Path(place.path)
    if path is None or not path.is_file():
        st.info("The file of this run's patients is no longer where it was, so nothing can start.")
        return
    st.button(
        "Hide labels and compare",
        key="start_scarcity",
        on_click=_start,
        args=(view.study, task, path),
    )
    mistake = state.MISTAKE.get()
    if mistake is not None:
        state.MISTAKE.reset()
        raise mistake


def _effort(view: RunView) -> str:
    """Guess the time from what the run took: one network together and one alone, draw by draw."""
    question, seconds = LabelScarcity(""), view.result.seconds
    n_draws = sum(question.draws_of(share) for share in question.shares)
    single = seconds.get("single_task", 0.0) / max(len(view.result.tasks), 1)
    return duration(10 + n_draws * (seconds.get("multi_task", 0.0) + single))


def _start(study: Study, task: str, path: Path) -> None:
    try:
        start_scarcity(study, LabelScarcity(task), path, load_settings())
    except MTLError as error:
        state.MISTAKE.set(error)


def _watch(folder: RunFolder) -> None:
    status = work_status(folder)
    if status is None or not status.state.live:
        st.rerun()
    with st.container(border=True, key="scarcity_progress"):
        words = _STAGES.get(status.stage, "Starting")
        st.progress(min(max(status.fraction, 0.0), 1.0), text=f"{words}: {status.fraction:.0%}")
        st.caption("Meanwhile you can read other pages or reload; the curve will be here.")
        st.button("Stop", key="stop_scarcity", on_click=folder.request_cancel)
