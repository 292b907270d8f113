"""What is this, and where am I? The Start page."""

import os

import streamlit as st

from mtl_core.data import BuiltinCohort, builtin_cohorts
from mtl_core.schema import Preset
from mtl_core.words import counted
from ui import state
from ui.session import draft, runs, scan
from ui.session.opening import open_builtin, show
from ui.start import steps
from ui.start.upload import pooling, upload
from ui.widgets.frame import heading
from ui.widgets.guard import mistakes_shown, show_mistake
from ui.widgets.links import step_button, step_link
from ui.words import as_text

state.require_shell()


def show_purpose() -> None:
    """Say in two sentences what the program is for."""
    heading("Consilium", "What is this, and where am I?")
    st.markdown(
        "**Which outcomes should learn together, did it help, and why?** Consilium predicts "
        "several outcomes of the same patients at once and compares this, outcome by outcome, "
        "with learning each alone."
    )


def show_open_cohort() -> None:
    """Show the open cohort with the one button that trains it."""
    cohort, study = state.COHORT.get(), draft.study(Preset.QUICK)
    if cohort is None:
        return
    with st.container(border=True, key="open_cohort"):
        st.markdown(f"**{as_text(cohort.title)}** is open: {counted(cohort.table.n_rows, 'row')}.")
        if study is None:
            st.markdown("Next: check what was read, then say what should be predicted.")
            step_link("pages/tasks.py", "Choose the tasks")
            return
        n_tasks, n_features = len(study.schema.tasks), len(study.schema.features)
        st.markdown(
            f"{counted(n_tasks, 'task')} to predict from {counted(n_features, 'feature')}, in "
            f"{counted(len(study.grouping.groups), 'group')}. Tasks of one group share an encoder."
        )
        st.caption("A quick look takes about a minute; the page then leads to the answer.")
        if step_button("Train (quick look)", main=not steps.answered(), key="train_quick"):
            runs.start(cohort, study, title=f"{cohort.title}: quick look", follow=True)


def show_cohorts() -> None:
    """Offer the built-in cohorts and the upload."""
    if state.COHORT.get() is None and not steps.answered():
        st.subheader("Start here: load a cohort", anchor=False)
        st.caption("One click loads real patients, a second one trains; then you read the answer.")
    else:
        st.subheader("Load another cohort", anchor=False)
    cohorts = builtin_cohorts()
    columns = st.columns(len(cohorts) + 1)
    for column, cohort in zip(columns, cohorts, strict=False):
        with column, st.container(border=True, height="stretch"):
            offer(cohort, main=cohort.key == demonstration())
    with columns[-1], st.container(border=True, height="stretch"):
        upload()
    scan.show_scan(show, again=False, then="pages/cohort.py")
    show_refusal()
    pooling()
    if runs.records():
        step_link("pages/runs.py", "Or open a past run")


def demonstration() -> str:
    """Return the key of the cohort that is offered first: CONSILIUM_DEMO, or the first one."""
    keys = [cohort.key for cohort in builtin_cohorts()]
    wanted = os.environ.get("CONSILIUM_DEMO")
    return wanted if wanted in keys else keys[0]


def offer(cohort: BuiltinCohort, *, main: bool) -> None:
    """Offer one built-in cohort with its data card."""
    st.markdown(f"**{cohort.title}**")
    st.markdown(cohort.description)
    label = "Load the demonstration cohort" if main else "Load this cohort"
    next_step = main and state.COHORT.get() is None and not steps.answered()
    if step_button(label, main=next_step, key=f"load_{cohort.key}"):
        open_builtin(cohort.key)
        st.rerun()
    if cohort.card_path.is_file():
        with st.popover("About these data", key=f"card_{cohort.key}"):
            st.markdown(cohort.card_path.read_text(encoding="utf-8"))


def show_refusal() -> None:
    """Say why the last upload was refused, and that nothing was lost."""
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
