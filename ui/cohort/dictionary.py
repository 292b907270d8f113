"""A REDCap data dictionary beside the open cohort: labels, and more questions."""

from __future__ import annotations

import streamlit as st

from mtl_core.errors import MTLError
from mtl_core.formats import read_dictionary
from ui import state
from ui.open_cohort import OpenCohort
from ui.session.opening import opened
from ui.widgets.guard import show_mistake


def show_dictionary(cohort: OpenCohort) -> None:
    """Take the data dictionary of an export; what it proposes becomes questions like all others."""
    with st.expander("Add the data dictionary of a REDCap export", key="dictionary_open"):
        st.markdown(
            "Codes get their labels, fields that were marked as identifiers are left out, and "
            "numbers outside the allowed range are told. Nothing is changed before you accept it."
        )
        file = st.file_uploader("Data dictionary", type=["csv"], key="dictionary")
        if file is None or file.file_id == state.DICTIONARY_FILE.get():
            return
        state.DICTIONARY_FILE.set(file.file_id)
        try:
            state.DICTIONARY.set(read_dictionary(file.getvalue()))
        except MTLError as error:
            show_mistake(error)
            return
        state.COHORT.set(opened(cohort.title, cohort.table, cohort.source, cohort.builtin))
        st.rerun()
