"""What a person can do with one run: open, rename, delete, take its files."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import streamlit as st

from mtl_core.storage import RunRecord
from ui import state
from ui.session import runs
from ui.session.reopen import reopen
from ui.widgets.frame import RESEARCH_USE
from ui.words import as_text

_FILES = {
    "study.json": "all that the run needs to be repeated to the last digit",
    "result.json": "every measure of every arm and task, with interval and sample size",
    "predictions.parquet": "predictions for unseen patients, a line per row, task, arm and repeat",
    "attributions.parquet": "Shapley values; holds values of single patients",
    "attributions.json": "how the Shapley values were computed",
}


def show_actions(record: RunRecord) -> None:
    """Draw the actions for one run."""
    if record.headline:
        st.markdown(f"**{as_text(record.headline)}**")
    if st.button("Open this run", type="primary", key="open_run"):
        reopen(record.id)
        page = "pages/training.py" if record.state.live else "pages/comparison.py"
        st.switch_page(page, query_params={"run": record.id})
    _show_files(record.id)
    rename, delete = st.columns(2)
    with rename, st.container(border=True, height="stretch"):
        _show_rename(record)
    with delete, st.container(border=True, height="stretch"):
        _show_delete(record)


def _show_files(run_id: str) -> None:
    root = runs.folder(run_id).path
    present = [name for name in _FILES if (root / name).is_file()]
    st.download_button(
        "Download the files of this run (ZIP)",
        data=lambda: packed(root, present),
        file_name=f"run-{run_id[:8]}.zip",
        mime="application/zip",
        key="run_files",
        on_click="ignore",
    )
    st.caption(
        f"{', '.join(present)}, with a README. Predictions and attributions are about single "
        "patients: keep them where the cohort may be kept."
    )


def packed(root: Path, names: Sequence[str]) -> bytes:
    """Pack files of a run into one archive; its README carries the research-use sentence."""
    told = "\n".join(f"- {name}: {_FILES[name]}" for name in names)
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", f"{RESEARCH_USE}\n\nFiles of one run:\n{told}\n")
        for name in names:
            archive.write(root / name, name)
    return buffer.getvalue()


def _show_rename(record: RunRecord) -> None:
    with st.form("rename_form", border=False):
        title = st.text_input("Name of the run", record.title, key="new_title", max_chars=120)
        if st.form_submit_button("Rename", key="rename") and title.strip():
            runs.supervisor().rename(record.id, title.strip())
            state.NOTICE.set("The run was renamed.")
            st.rerun()


def _show_delete(record: RunRecord) -> None:
    st.markdown("Deleting removes the run's folder with all its results. It cannot be undone.")
    sure = st.checkbox("Yes, delete this run", key=f"sure_{record.id}")
    if st.button("Delete", key="delete", disabled=not sure):
        runs.supervisor().delete(record.id)
        if state.current_run() == record.id:
            state.open_run(None)
        state.CHOSEN_RUN.set(None)
        state.NOTICE.set("The run was deleted.")
        st.rerun()
