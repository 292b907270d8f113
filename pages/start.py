"""What is this, and where am I? The Start page."""

import streamlit as st

from mtl_core.data import builtin_cohorts
from mtl_core.errors import MTLError
from mtl_core.schema import Preset
from ui import draft, runs, state, steps
from ui.cohort import open_builtin, open_upload
from ui.frame import heading
from ui.guard import mistakes_shown, show_mistake
from ui.words import count, plural

state.require_shell()


def show_purpose() -> None:
    """Say in two sentences what the program is for."""
    heading("Consilium", "What is this, and where am I?")
    st.markdown(
        "Consilium predicts several outcomes of the same patients at once and shows, **outcome by "
        "outcome, whether learning them together helped**. Load a table of patients, say what "
        "should be predicted and which outcomes learn together, train, and read what was found "
        "and why."
    )


def show_open_cohort() -> None:
    """Show the open cohort with the one button that trains it."""
    cohort, study = state.COHORT.get(), draft.study(Preset.QUICK)
    if cohort is None:
        return
    with st.container(border=True, key="open_cohort"):
        st.markdown(f"**{cohort.title}** is open: {plural(cohort.table.n_rows, 'row')}.")
        if study is None:
            st.markdown("Next: check what was read, then say what should be predicted.")
            st.page_link("pages/tasks.py", label="Choose the tasks")
            return
        n_tasks, n_features = len(study.schema.tasks), len(study.schema.features)
        st.markdown(
            f"{plural(n_tasks, 'task')} to predict from {plural(n_features, 'feature')}, in "
            f"{plural(len(study.grouping.groups), 'group')} that share an encoder."
        )
        if st.button("Train (quick look)", type="primary", key="train_quick"):
            runs.start(cohort, study, title=f"{cohort.title}: quick look", follow=True)


def show_cohorts() -> None:
    """Offer the built-in cohorts and the upload."""
    st.subheader("Load a cohort", anchor=False)
    first, *others = builtin_cohorts()
    columns = st.columns(len(others) + 2)
    for column, cohort in zip(columns, [first, *others], strict=False):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"**{cohort.title}**")
            st.markdown(cohort.description)
            main = cohort is first
            label = "Load the demonstration cohort" if main else "Load this cohort"
            if st.button(label, key=f"load_{cohort.key}", type=button_type(main=main)):
                open_builtin(cohort.key)
                st.rerun()
    with columns[-1], st.container(border=True, height="stretch"):
        upload()


def button_type(*, main: bool) -> str:
    """Return the look of a loading button: only one thing on the page is the next step."""
    return "primary" if main and state.COHORT.get() is None else "secondary"


def upload() -> None:
    """Read an uploaded CSV once; a refused file leaves the open cohort as it was."""
    st.markdown("**Your own patients**")
    file = st.file_uploader(
        "A CSV file, one row per patient or visit, column names in the first line",
        type=["csv", "txt", "tsv"],
        key="csv",
    )
    if file is None:
        return
    if state.UPLOAD.get() != file.file_id:
        state.UPLOAD.set(file.file_id)
        state.MISTAKE.set(None)
        try:
            open_upload(file.name, file.getvalue())
        except MTLError as error:
            state.MISTAKE.set(error)
        else:
            state.NOTICE.set(f"Your file was read: {count(state.COHORT.get().table.n_rows)} rows.")
            st.switch_page("pages/cohort.py")
    mistake = state.MISTAKE.get()
    if mistake is not None:
        show_mistake(mistake)
        if state.COHORT.get() is not None:
            st.caption("The cohort that was open before is still open.")


with mistakes_shown():
    show_purpose()
    steps.show_headline()
    show_open_cohort()
    show_cohorts()
    steps.show_steps()
