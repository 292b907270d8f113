"""What did I load? The Cohort page."""

import streamlit as st

from mtl_core.schema import to_plain
from mtl_core.words import count
from ui import state
from ui.cohort.decision_file import show_decision_file
from ui.cohort.dictionary import show_dictionary
from ui.cohort.questions import show_questions
from ui.cohort.views import show_columns, show_groups, show_missing, show_rows
from ui.open_cohort import OpenCohort
from ui.session import answers, empty, scan
from ui.session.opening import open_upload
from ui.widgets.downloads import download_json
from ui.widgets.frame import heading
from ui.widgets.guard import mistakes_shown
from ui.widgets.links import step_link
from ui.words import as_text

state.require_shell()

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_DECIMALS = {".": "point", ",": "comma"}
_FORMATS = {
    "csv": "CSV",
    "excel": "Excel",
    "parquet": "Parquet",
    "spss": "SPSS",
    "stata": "Stata",
    "sas": "SAS",
}


def show_reading(cohort: OpenCohort) -> None:
    """Show how the file was read."""
    profile, table = cohort.profile, cohort.table
    with st.container(horizontal=True):
        st.metric("Rows", count(profile.rows), border=True)
        st.metric("Columns", count(len(profile.columns)), border=True)
        st.metric("Format", _FORMATS.get(table.format, table.format), border=True)
        if table.format == "csv":
            st.metric("Encoding", profile.encoding, border=True)
            mark = _DELIMITERS.get(profile.delimiter, profile.delimiter)
            st.metric("Delimiter", mark, border=True)
            st.metric("Decimal sign", _DECIMALS.get(profile.decimal, profile.decimal), border=True)
        elif table.sheet:
            st.metric("Sheet", as_text(table.sheet), border=True)
    show_sheet_choice(cohort)
    show_dictionary(cohort)
    download_json(
        to_plain(profile),
        label="Download the profile (JSON)",
        name=f"{cohort.title} profile",
        key="profile",
    )


def show_sheet_choice(cohort: OpenCohort) -> None:
    """Offer to read another sheet of a workbook."""
    if cohort.table.format != "excel":
        return
    with st.form("sheet_form", border=False):
        sheet = st.text_input("Name of another sheet of this workbook", key="sheet")
        if st.form_submit_button("Read this sheet", key="read_sheet") and sheet.strip():
            open_upload(cohort.table.name, cohort.content, sheet=sheet.strip())
            st.rerun()


def main() -> None:
    """Draw the page."""
    heading("Cohort", "What did I load?")
    cohort = state.COHORT.get()
    if cohort is None:
        empty.no_cohort()
        return
    st.markdown(f"**{as_text(cohort.title)}** ({as_text(cohort.table.name)})")
    scan.show_scan(answers.take, again=True, then="pages/cohort.py")
    show_reading(cohort)
    show_questions(cohort)
    show_columns(cohort)
    show_missing(cohort)
    show_groups(cohort)
    show_rows(cohort)
    show_decision_file(cohort)
    step_link("pages/tasks.py", "Next: choose the tasks")


with mistakes_shown():
    main()
