"""What drives each task? The Explanation page."""

import pandas as pd
import streamlit as st

from mtl_core.explanation import pushes_of_row, task_feature_matrix
from mtl_core.plots.explanation import beeswarm, task_feature_map, waterfall
from mtl_core.schema import ExplanationSummary, Output
from ui import state
from ui.explanation.both_arms import show_both_arms
from ui.explanation.dependence import show_dependence, show_importance
from ui.explanation.drivers import show_drivers, show_estimates
from ui.explanation.interaction import show_interaction
from ui.explanation.level_importance import show_levels
from ui.explanation.method import show_method
from ui.explanation.task_similarity import show_similarity
from ui.explanation.unknown_cells import show_unknown_cells
from ui.session import cached, empty
from ui.session.run_view import RunView, run_in_view, show_origin
from ui.widgets.charts import pick_patient, show_chart
from ui.widgets.choice import choose
from ui.widgets.frame import heading
from ui.widgets.guard import mistakes_shown
from ui.widgets.links import step_link
from ui.words import STATES

state.require_shell()


def choose_output(view: RunView, table: pd.DataFrame) -> Output:
    """Choose a task, and a class where it has several."""
    task = choose("Task", list(dict.fromkeys(table["task"])), state.TASK, key="explanation_task")
    if not view.study.schema.task(task).kind.per_class:
        return Output(task)
    classes = list(dict.fromkeys(table.loc[table["task"] == task, "class"]))
    return Output(task, choose("Class", classes, state.CLASS, key="explanation_class"))


def remember_patient(picked: int | None) -> None:
    """Go on with the patient whose point was clicked, here and on the Patient page."""
    if picked is not None and picked != state.PICKED.get():
        state.put("patient_row", picked)
    state.PICKED.set(picked)


def show_patient(table: pd.DataFrame, summary: ExplanationSummary, output: Output) -> None:
    """Show how the columns of one patient add up to the estimate, and that patient's others."""
    st.subheader("One patient", anchor=False)
    rows = sorted(int(row) for row in table["row"].unique())
    row = choose(
        "Patient, by row of the CSV (the first patient is row 0)",
        rows,
        state.ROW,
        key="patient_row",
        words=lambda row: f"row {row} (line {row + 2} of the file)",
    )
    pushes = pushes_of_row(table, summary, row)
    chosen = [own for own in pushes if own.output.fits(output)]
    show_chart(waterfall(chosen[-1]), key="waterfall")
    st.caption(
        "Risks are in per cent and steps in percentage points; shown digits are rounded, so their "
        "last one may differ from the sum."
    )
    show_estimates(pushes)
    step_link("pages/patient.py", "Why this patient? Change values, see similar patients")


def main() -> None:
    """Draw the page."""
    heading("Explanation", "What drives each task?")
    view = run_in_view()
    if view is None:
        return
    explanation = cached.explanation(view.run_id)
    if explanation is None:
        show_origin(view)
        empty.no_explanation(STATES[view.status.state])
        return
    table, summary = explanation.attributions, explanation.summary
    show_method(view, table, summary)
    st.subheader("All tasks at once", anchor=False)
    show_drivers(view.study.grouping, table)
    show_chart(task_feature_map(task_feature_matrix(table)), key="map")
    show_similarity(view.study, table)
    st.subheader("One task", anchor=False)
    output = choose_output(view, table)
    show_importance(table, output)
    show_unknown_cells(table, output)
    remember_patient(pick_patient(beeswarm(table, output), key="beeswarm"))
    likely = show_dependence(table, output)
    show_interaction(view, table, output, likely)
    show_levels(table, output)
    show_both_arms(view, output)
    show_patient(table, summary, output)
    show_origin(view)


with mistakes_shown():
    main()
