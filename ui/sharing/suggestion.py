"""A suggestion of groups: asked for in one of two ways, and measured in the background."""

from __future__ import annotations

import streamlit as st

from mtl_core.errors import MTLError
from mtl_core.jobs import (
    load_suggestion,
    start_suggestion,
    suggestion_folder,
    suggestion_status,
    thorough_effort,
)
from mtl_core.schema import Preset, RunState, RunStatus, Study
from mtl_core.schema.answers import AffinityReport
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder
from mtl_core.words import count, duration
from ui import state
from ui.session import draft
from ui.session.open_cohort import OpenCohort
from ui.sharing.suggestion_view import show_suggestion
from ui.widgets.guard import mistakes_shown
from ui.words import as_text

_EVERY_SECONDS = 1.0
_STAGES = {
    "prepare": "Dividing patients",
    "affinity": "Measuring what the tasks do for each other",
    "verify": "Training the proposed groups beside all tasks together",
    "score": "Scoring on patients who chose nothing",
}
_INTRODUCTION = (
    "**Not sure? Let the data speak.** It is measured whether learning one task helps or harms "
    "each other. Groups are proposed, must beat *all together* on patients held back, and are then "
    "scored on patients who chose nothing. You can read other pages meanwhile."
)
_WAYS = {False: "Quick: watch one joint run", True: "Thorough: train every pair"}


def suggestion() -> None:
    """Draw the suggestion for the study as it stands: a button, its progress, or what was found."""
    study, cohort = draft.study(Preset.QUICK), state.COHORT.get()
    if study is None or cohort is None or len(study.schema.tasks) < 2:
        return
    st.subheader("Suggested groups", anchor=False)
    thorough = _choose_way()
    with mistakes_shown():
        folder = suggestion_folder(study, load_settings(), thorough=thorough)
        status = suggestion_status(folder)
        if status is not None and status.state.live:
            st.fragment(_watch, run_every=_EVERY_SECONDS)(folder)
            return
        report = _found(folder)
        if report is None:
            _offer(study, cohort, status, thorough=thorough)
        else:
            other = suggestion_folder(study, load_settings(), thorough=not thorough)
            show_suggestion(report, _found(other))


def _choose_way() -> bool:
    state.seed("way", state.THOROUGH.get())
    chosen = st.radio(
        "How to look",
        list(_WAYS),
        format_func=lambda thorough: _WAYS[thorough],
        key="way",
        horizontal=True,
        help="Both find planted groups; on real tables they measure different things. Each way "
        "keeps what it has found.",
    )
    state.THOROUGH.set(bool(chosen))
    return bool(chosen)


def _found(folder: RunFolder) -> AffinityReport | None:
    status = suggestion_status(folder)
    done = status is not None and status.state is RunState.DONE
    return load_suggestion(folder) if done else None


def _offer(study: Study, cohort: OpenCohort, status: RunStatus | None, *, thorough: bool) -> None:
    st.markdown(_INTRODUCTION)
    st.markdown(_thorough_words(study) if thorough else _quick_words(study))
    if status is not None and status.state is RunState.FAILED:
        st.error(f"The last attempt ended early. {as_text(status.error or '')}")
    st.button(
        "Suggest groups", key="suggest_groups", on_click=_start, args=(study, cohort, thorough)
    )
    mistake = state.MISTAKE.get()
    if mistake is not None:
        state.MISTAKE.reset()
        raise mistake


def _quick_words(study: Study) -> str:
    return (
        "All tasks are trained together once per split of the patients, and at many steps the "
        "effect of one task's step on the others is measured. This takes a minute or a few. The "
        f"joint run has the design chosen below ({study.design.label.lower()}) where all tasks "
        "share its encoders, and hard sharing otherwise."
    )


def _thorough_words(study: Study) -> str:
    n_networks, seconds = thorough_effort(study)
    return (
        f"Every task is trained alone and every pair together, with the design chosen below "
        f"({study.design.label.lower()}): {count(n_networks)} small networks, roughly "
        f"**{duration(seconds)}** for some thousand rows; larger tables take longer."
    )


def _start(study: Study, cohort: OpenCohort, thorough: bool) -> None:  # noqa: FBT001 - a callback
    try:
        start_suggestion(study, cohort.source, load_settings(), thorough=thorough)
    except MTLError as error:
        state.MISTAKE.set(error)


def _watch(folder: RunFolder) -> None:
    status = suggestion_status(folder)
    if status is None or not status.state.live:
        st.rerun()
    with st.container(border=True, key="suggesting"):
        words = _STAGES.get(status.stage, "Starting")
        st.progress(min(max(status.fraction, 0.0), 1.0), text=f"{words}: {status.fraction:.0%}")
        st.caption("Meanwhile you can read other pages; the suggestion will be here.")
        st.button("Stop", key="stop_suggesting", on_click=folder.request_cancel)
