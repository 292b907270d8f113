"""A suggestion of groups: measured in the background, shown, and taken with one click."""

from __future__ import annotations

import streamlit as st

from mtl_core.errors import MTLError
from mtl_core.jobs import (
    load_suggestion,
    start_suggestion,
    suggestion_folder,
    suggestion_status,
)
from mtl_core.plots import affinity_map
from mtl_core.schema import AffinityReport, Preset, RunState, RunStatus, Study
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder
from ui import draft, state
from ui.charts import show_chart
from ui.cohort import OpenCohort
from ui.grouping_form import set_letters
from ui.guard import mistakes_shown
from ui.letters import to_letters
from ui.words import as_text, plural

_EVERY_SECONDS = 1.0
_STAGES = {
    "prepare": "Dividing patients",
    "affinity": "Measuring what the tasks do for each other",
    "verify": "Training the proposed groups beside all tasks together",
    "score": "Scoring on patients who chose nothing",
}
_WHAT = (
    "**Not sure? Let the data speak.** All tasks are trained together once, and at many steps it "
    "is measured whether learning one task helps or harms each other. Groups are proposed, must "
    "beat *all together* on patients held back, and are then scored on patients who chose nothing. "
    "This takes a minute or a few; you can read other pages meanwhile."
)


def suggestion() -> None:
    """Draw the suggestion for the study as it stands: a button, its progress, or what was found."""
    study, cohort = draft.study(Preset.QUICK), state.COHORT.get()
    if study is None or cohort is None or len(study.schema.tasks) < 2:
        return
    st.subheader("Suggested groups", anchor=False)
    with mistakes_shown():
        folder = suggestion_folder(study, load_settings())
        status = suggestion_status(folder)
        if status is not None and status.state.live:
            st.fragment(_watch, run_every=_EVERY_SECONDS)(folder)
            return
        report = load_suggestion(folder) if _done(status) else None
        if report is None:
            _offer(study, cohort, status)
        else:
            _show(report, study)


def _done(status: RunStatus | None) -> bool:
    return status is not None and status.state is RunState.DONE


def _offer(study: Study, cohort: OpenCohort, status: RunStatus | None) -> None:
    st.markdown(_WHAT)
    if status is not None and status.state is RunState.FAILED:
        st.error(f"The last attempt ended early. {as_text(status.error or '')}")
    st.button("Suggest groups", key="suggest_groups", on_click=_start, args=(study, cohort))
    mistake = state.MISTAKE.get()
    if mistake is not None:
        state.MISTAKE.reset()
        raise mistake


def _start(study: Study, cohort: OpenCohort) -> None:
    try:
        start_suggestion(study, cohort.source, load_settings())
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


def _show(report: AffinityReport, study: Study) -> None:
    st.markdown(as_text(report.headline))
    groups = [f"- {as_text(', '.join(group))}" for group in report.suggestion.groups]
    taken = draft.grouping() == report.suggestion
    with st.container(key="suggested"):
        st.markdown("\n".join(groups))
        st.button(
            "These groups are in use" if taken else "Use these groups",
            key="use_suggestion",
            disabled=taken,
            on_click=_use,
            args=(report,),
        )
    show_chart(affinity_map(report), key="affinity")
    n_folds = len(report.fold_groupings)
    st.caption(
        f"{study.cohort.rows:,} rows. Cells are means over {plural(n_folds, 'fold')}, each "
        "measured without that fold's test patients: by how many points of 100 a small step for "
        "one task lowers the error of another. Frames are the suggested groups. How much the "
        "folds agree on the groups (adjusted Rand index, 1 is complete): "
        f"{report.agreement:.2f}. Change the letters above by hand whenever you know better."
    )


def _use(report: AffinityReport) -> None:
    set_letters(to_letters(report.suggestion))
