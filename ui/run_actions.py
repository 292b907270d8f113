"""What a person can do with one run: open, rename, delete, take its files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from mtl_core.storage import RunRecord
from ui import runs, state
from ui.reopen import reopen

_FILES = {
    "study.json": "application/json",
    "result.json": "application/json",
    "predictions.parquet": "application/vnd.apache.parquet",
    "attributions.parquet": "application/vnd.apache.parquet",
}


def show_actions(record: RunRecord) -> None:
    """Draw the actions for one run."""
    if record.headline:
        st.markdown(f"**{record.headline}**")
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
    with st.container(horizontal=True):
        for name in present:
            st.download_button(
                f"Download {name}",
                data=_reader(root / name),
                file_name=name,
                mime=_FILES[name],
                key=f"file_{name}",
                on_click="ignore",
            )


def _reader(path: Path) -> Callable[[], bytes]:
    return path.read_bytes


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
