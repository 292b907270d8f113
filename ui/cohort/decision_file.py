"""The decision file on the Cohort page: take it along, or replay one on the open cohort."""

from __future__ import annotations

import streamlit as st

from mtl_core.decisions import Replay, methods_paragraph, read_decisions, record, replay
from mtl_core.errors import MTLError
from mtl_core.schema import Decisions, Severity, to_plain
from mtl_core.words import counted
from ui import state
from ui.open_cohort import OpenCohort
from ui.session.opening import opened, show
from ui.widgets.downloads import download_json
from ui.widgets.guard import show_mistake
from ui.words import as_text


def show_decision_file(cohort: OpenCohort) -> None:
    """Offer the decisions as a file and in words, and replay those made on another file."""
    st.subheader("Decision file", anchor=False)
    st.markdown(
        "Every answer, role and task as one file without a cell of a patient. Replay it on the "
        "next export of the same cohort, here or with `--decisions` on the command line."
    )
    recorded = recorded_decisions(cohort)
    download_json(
        to_plain(recorded),
        label="Download the decision file (JSON)",
        name=f"{cohort.title} decisions",
        key="decisions",
    )
    with st.expander("The same in words, for a methods section", key="methods"):
        st.markdown(as_text(methods_paragraph(recorded)))
    file = st.file_uploader("Replay a decision file on this cohort", type=["json"], key="replay")
    if file is not None and file.file_id != state.REPLAYED.get():
        state.REPLAYED.set(file.file_id)
        try:
            decisions = read_decisions(_text(file.getvalue()))
            _take(cohort, replay(cohort.content, cohort.table.name, decisions))
        except MTLError as error:
            show_mistake(error)
        else:
            st.rerun()
    show_mismatches()


def recorded_decisions(cohort: OpenCohort) -> Decisions:
    """Return all that was decided about the open cohort so far."""
    return record(cohort.table, state.DRAFT.get(), checks=cohort.checks)


def show_mismatches() -> None:
    """Show where the open cohort differs from the one that the decisions were made on."""
    mismatches = state.MISMATCHES.get()
    if not mismatches:
        return
    st.markdown(f"**{counted(len(mismatches), 'difference')} from the file of the decisions**")
    boxes = {Severity.ERROR: st.error, Severity.WARNING: st.warning, Severity.INFO: st.info}
    for finding in mismatches:
        boxes[finding.severity](f"{as_text(finding.message)} {as_text(finding.proposal)}")


def _text(content: bytes) -> str:
    # What is no UTF-8 is no decision file either, and is refused as such.
    return content.decode("utf-8-sig", errors="replace")


def _take(cohort: OpenCohort, replayed: Replay) -> None:
    show(opened(cohort.title, replayed.table, cohort.source, cohort.builtin))
    state.DRAFT.set(replayed.draft)
    state.MISMATCHES.set(replayed.mismatches)
    state.NOTICE.set(
        f"The decisions were replayed: {counted(len(replayed.questions), 'open question')}, "
        f"{counted(len(replayed.mismatches), 'difference')} from the earlier file."
    )
