"""A person's own files: one, read at once or in the background, or several pooled into one."""

from __future__ import annotations

import streamlit as st

from mtl_core.errors import MTLError
from mtl_core.pooling import Consent, PooledCohort, pool_files
from mtl_core.words import count, counted
from ui import state
from ui.session import scan
from ui.session.opening import open_upload
from ui.widgets.guard import show_mistake
from ui.words import as_text

TYPES = ["csv", "txt", "tsv", "xlsx", "parquet", "sav", "zsav", "dta", "sas7bdat", "xpt"]


def upload() -> None:
    """Read an uploaded file once; a refused file leaves the open cohort as it was."""
    st.markdown("**Your own patients**")
    file = st.file_uploader(
        "A table with one row per patient or visit and column names in the first line: CSV, "
        "Excel, Parquet, SPSS, Stata or SAS",
        type=TYPES,
        key="csv",
    )
    if file is None:
        if state.SCAN.get() is None:
            state.MISTAKE.set(None)
        return
    if state.UPLOAD.get() != file.file_id:
        state.UPLOAD.set(file.file_id)
        state.MISTAKE.set(None)
        try:
            if file.size >= scan.LARGE_BYTES:
                scan.begin(file.name, file.getvalue())
                return
            open_upload(file.name, file.getvalue())
        except MTLError as error:
            state.MISTAKE.set(error)
        else:
            _go_on()


def pooling() -> None:
    """Put several files together as one cohort with a site column."""
    with st.expander("Pool several cohorts into one", key="pooling"):
        st.markdown(
            "Files with other columns and other outcomes become one table. A label that a file "
            "does not have is unknown for its patients; a new column says where a row is from."
        )
        files = st.file_uploader(
            "Two or more files", type=TYPES, key="pool", accept_multiple_files=True
        )
        if len(files) < 2:
            return
        contents = [(file.name, file.getvalue()) for file in files]
        try:
            _show_pooled(pool_files(contents, accepted=state.POOL_ACCEPTED.get()))
        except MTLError as error:
            show_mistake(error)


def _show_pooled(pooled: PooledCohort) -> None:
    st.markdown(
        f"{counted(pooled.rows, 'row')} from {counted(len(pooled.matches), 'file')}; the site is "
        f"in **{as_text(pooled.site_column)}**."
    )
    for n, conflict in enumerate(pooled.conflicts):
        finding = conflict.check.finding
        st.markdown(f"- {as_text(finding.message)} {as_text(finding.proposal)}")
        if conflict.consent is not None:
            st.button("Accept", key=f"consent_{n}", on_click=_accept, args=(conflict.consent,))
    if st.button("Open the pooled cohort", key="open_pooled", type="primary"):
        state.POOL_ACCEPTED.set(())
        open_upload("pooled.csv", pooled.content, repairs=pooled.repairs)
        _go_on()


def _accept(consent: Consent) -> None:
    state.POOL_ACCEPTED.set((*state.POOL_ACCEPTED.get(), consent))


def _go_on() -> None:
    cohort = state.COHORT.get()
    n_rows = 0 if cohort is None else cohort.table.n_rows
    state.NOTICE.set(f"Your file was read: {count(n_rows)} rows.")
    st.switch_page("pages/cohort.py")
