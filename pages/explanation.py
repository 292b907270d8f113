"""What drives each task? The Explanation page."""

import pandas as pd
import streamlit as st

from mtl_core.explanation import shared_drivers
from mtl_core.plots import beeswarm, importance_bars, task_feature_map, waterfall
from mtl_core.schema import ExplanationSummary, TaskKind
from ui import cached, empty, state
from ui.charts import show_chart
from ui.choice import choose
from ui.frame import heading
from ui.guard import mistakes_shown
from ui.run_view import RunView, run_in_view
from ui.words import STATES, as_text, count, plural

state.require_shell()

Output = tuple[str, str | None]


def show_method(summary: ExplanationSummary) -> None:
    """Say how the explanation was made and how far it can be trusted."""
    with st.expander("How this was computed", key="method"):
        st.markdown(
            f"- Method: {summary.method}\n"
            f"- Patients explained: {count(summary.n_patients)}, against "
            f"{count(summary.n_background)} background patients\n"
            f"- Evaluations of the networks per patient: {count(summary.n_evaluations)}\n"
            f"- Largest additivity gap: {summary.additivity_gap:.1e} (how far the parts of an "
            "estimate are from adding up to it; 0 is perfect)"
        )
    st.caption(
        "A feature *pushes the estimate up or down*; this describes the networks and does not mean "
        "that it causes the outcome. Features that go together share the credit, and the "
        "comparison patients built from them may be unlike any real patient."
    )


def show_cohort_view(view: RunView, table: pd.DataFrame) -> None:
    """Show what drives all tasks of the cohort."""
    st.subheader("All tasks at once", anchor=False)
    show_chart(task_feature_map(table), key="map")
    for group in view.study.grouping.groups:
        explained = [task for task in group if task in set(table["task"])]
        if len(explained) > 1:
            st.markdown(f"- {as_text(shared_drivers(table, explained).sentence)}")


def choose_output(view: RunView, table: pd.DataFrame) -> tuple[str, str | None]:
    """Choose a task, and a class where it has several."""
    task = choose("Task", list(dict.fromkeys(table["task"])), state.TASK, key="explanation_task")
    if view.study.schema.task(task).kind is not TaskKind.MULTICLASS:
        return task, None
    classes = list(dict.fromkeys(table.loc[table["task"] == task, "class"]))
    return task, choose("Class", classes, state.CLASS, key="explanation_class")


def show_patient(table: pd.DataFrame, summary: ExplanationSummary, output: Output) -> None:
    """Show how the columns of one patient add up to the estimate."""
    st.subheader("One patient", anchor=False)
    rows = sorted(int(row) for row in table["row"].unique())
    row = choose("Row of the CSV (the first patient is row 0)", rows, state.ROW, key="patient_row")
    show_chart(waterfall(table, summary, row, *output), key="waterfall")


def main() -> None:
    """Draw the page."""
    heading("Explanation", "What drives each task?")
    view = run_in_view()
    if view is None:
        return
    explanation = cached.explanation(view.run_id)
    if explanation is None:
        empty.no_result(STATES[view.status.state])
        return
    table, summary = explanation.attributions, explanation.summary
    st.markdown(f"Multi-task networks; {plural(summary.n_patients, 'patient')} explained.")
    show_method(summary)
    show_cohort_view(view, table)
    st.subheader("One task", anchor=False)
    output = choose_output(view, table)
    show_chart(importance_bars(table, *output), key="importance")
    show_chart(beeswarm(table, *output), key="beeswarm")
    show_patient(table, summary, output)


with mistakes_shown():
    main()
