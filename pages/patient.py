"""Why this patient? The Patient page."""

import streamlit as st

from mtl_core.errors import MTLError
from mtl_core.patient import PatientCohort, answer_pushes
from mtl_core.plots.explanation import patient_map, waterfall
from mtl_core.schema import Output, TaskKind
from mtl_core.schema.answers import PatientAnswer, PatientQuestion
from ui import state
from ui.patient import data as patient_data
from ui.patient.choice import choose_patient
from ui.patient.view import show_identity, show_risks, show_similar
from ui.patient.what_if import error_of_pushes, show_what_if
from ui.session import empty
from ui.session.run_view import run_in_view, show_origin
from ui.widgets.charts import show_chart
from ui.widgets.choice import choose
from ui.widgets.frame import heading
from ui.widgets.guard import mistakes_shown, show_mistake

state.require_shell()


def ask(run_id: str, row: int) -> PatientAnswer | None:
    """Ask the warm networks about the patient as he or she is."""
    helper = patient_data.helper(run_id)
    if helper is None:
        st.info("This run keeps no networks, so its estimates cannot be explained or changed.")
        return None
    try:
        with st.spinner("Asking the networks (the first time takes some seconds)"):
            return helper.ask(PatientQuestion(row))
    except MTLError as error:
        show_mistake(error)
        return None


def choose_output(answer: PatientAnswer) -> Output:
    """Choose a task, and a class where it has several."""
    tasks = list(dict.fromkeys(found.output.task for found in answer.outputs))
    task = choose("Task", tasks, state.TASK, key="patient_task")
    outputs = [found.output for found in answer.outputs if found.output.task == task]
    labels = [output.label for output in outputs]
    if len(labels) == 1:
        return outputs[0]
    return Output(task, choose("Class", labels, state.CLASS, key="patient_class"))


def show_why(data: PatientCohort, row: int, answer: PatientAnswer) -> Output:
    """Show what pushes the estimates of all tasks, and one of them step by step."""
    st.subheader("What pushes the estimates", anchor=False)
    pushes = {own.output: own for own in answer_pushes(answer, row, data.cells(row))}
    several = [t.name for t in data.study.schema.tasks if t.kind is TaskKind.MULTICLASS]
    show_chart(patient_map(list(pushes.values()), several), key="patient_map")
    output = choose_output(answer)
    show_chart(waterfall(pushes[output]), key="patient_waterfall")
    st.caption(
        f"{answer.method[:1].upper()}{answer.method[1:]}, {answer.n_evaluations} evaluations "
        f"against {answer.n_background} background patients, by the networks that never saw this "
        f"patient; the steps add up to the estimate above (gap {answer.additivity_gap:.0e})"
        f"{error_of_pushes(answer)}. A value *pushes the estimate*; it "
        "need not cause the outcome. Features that go together share the credit, and the compared "
        "patients may be unlike any real one."
    )
    return output


def main() -> None:
    """Draw the page."""
    heading("Patient", "Why this patient?")
    view = run_in_view()
    if view is None:
        return
    helper = patient_data.helper(view.run_id)
    if helper is not None:
        helper.start()  # the networks wake up while the page is drawn
    data = patient_data.patient_data(view.run_id)
    if data is None or not data.place:
        show_origin(view)
        empty.no_patients()
        return
    row = choose_patient(data)
    if row is None:
        return
    show_identity(data, row)
    answer = ask(view.run_id, row)
    show_risks(data, row, answer)
    if answer is not None:
        output = show_why(data, row, answer)
    show_similar(data, row)
    if answer is not None and helper is not None:
        show_what_if(data, helper, row, answer, output)
    show_origin(view)


with mistakes_shown():
    main()
