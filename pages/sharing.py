"""Who learns with whom? The Sharing page."""

import typing

import streamlit as st

from mtl_core.plots.sharing import grouping_diagram
from mtl_core.schema import CohortSchema, Preset, SharingDesign, TaskGrouping
from mtl_core.schema.specs import Balancing
from ui import state
from ui.results.champion import champion_form
from ui.session import draft, empty
from ui.sharing.explained_alike import show_explained_alike
from ui.sharing.grouping_form import grouping_form
from ui.sharing.plan_form import plan_form
from ui.sharing.reference_form import reference_form
from ui.sharing.suggestion import suggestion
from ui.sharing.training_form import training_form
from ui.widgets.charts import show_chart
from ui.widgets.frame import heading
from ui.widgets.guard import mistakes_shown
from ui.widgets.spec_form import choice_form

state.require_shell()


def show_groups(schema: CohortSchema) -> TaskGrouping | None:
    """Edit the groups and show them as a diagram."""
    st.subheader("Groups", anchor=False)
    st.markdown(
        "Tasks of one group **learn together**, by default through one encoder: one common "
        "description of the patient. Put tasks together that depend on the same illness. Each "
        "task is also trained alone, so that you see whether sharing helped."
    )
    grouping_form(schema)
    grouping = state.DRAFT.get().grouping
    if grouping is None:
        return None
    sharing = [group for group in grouping.groups if len(group) > 1]
    if not sharing:
        st.info(
            "Every task stands alone, so the multi-task networks are the single-task ones and "
            "every difference will be exactly zero. Put at least two tasks into one group."
        )
    kinds = {task.name: task.kind for task in schema.tasks}
    show_chart(grouping_diagram(grouping, kinds, len(schema.features)), key="diagram")
    return grouping


def show_design() -> None:
    """Choose how the tasks of a group share."""
    with st.expander("How the tasks of a group share (for experts)", key="design_open"):
        st.markdown(
            "The values below suit most tables. Both arms always use the same design and the same "
            "values; a task alone in its group is its own single-task baseline."
        )
        design = choice_form(
            state.DRAFT.get().choices.design,
            typing.get_args(SharingDesign),
            key="design",
            label="Design",
            about="What the tasks of one group have in common, and what each has for itself.",
        )
        draft.choose(design=design)


def show_balancing() -> None:
    """Choose how much each task of a group counts."""
    with st.expander("How much each task of a group counts (for experts)", key="balancing_open"):
        st.markdown(
            "Tasks of one group can pull what they share in different ways, and several methods "
            "weigh them against each other in every step. None was reliably better than equal "
            "weights; **which tasks learn together matters much more**. A task alone in its group "
            "is never changed by this."
        )
        balancing = choice_form(
            state.DRAFT.get().choices.balancing,
            typing.get_args(Balancing),
            key="balancing",
            label="Balancing",
            about="How much each task of a group counts in a training step.",
        )
        draft.choose(balancing=balancing)


def show_plan() -> None:
    """Fix how the arms will be compared."""
    with st.expander(
        "How the arms are compared: who is tested, seed, margin, champion, reference models",
        key="plan_open",
    ):
        st.markdown(
            "**The plan is fixed before results are seen.** Whoever is tested teaches no network "
            "and decides nothing. Differences smaller than the *margin* do not matter in practice. "
            "More *repeats* make the answer steadier and the run longer."
        )
        plan_form()
        champion_form()
        reference_form()
    plan = draft.plan(Preset.FULL)
    st.caption(
        f"The plan is fixed before results are seen. Full study: {draft.plan_words(Preset.FULL)} "
        f"Seed {plan.seed}, margin {plan.margin:g}."
    )


def main() -> None:
    """Draw the page."""
    heading("Sharing", "Who learns with whom?")
    schema = state.DRAFT.get().schema
    if schema is None:
        if state.COHORT.get() is None:
            empty.no_cohort()
        else:
            empty.no_tasks()
        return
    grouping = show_groups(schema)
    suggestion()
    if grouping is not None:
        show_explained_alike(schema, grouping)
    st.subheader("Design and plan", anchor=False)
    show_design()
    show_balancing()
    training_form()
    show_plan()
    if st.button("Continue to Training", type="primary", key="to_training"):
        state.open_run(None)
        st.switch_page("pages/training.py")


with mistakes_shown():
    main()
