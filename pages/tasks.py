"""What should be predicted, from what? The Tasks page."""

import pandas as pd
import streamlit as st

from mtl_core.checks import conflicting_labels
from mtl_core.data import DeclaredTasks, class_counts
from mtl_core.decisions import declared_tasks
from mtl_core.plots.cohort import label_availability, label_overlap
from mtl_core.plots.look import KIND_NAMES
from mtl_core.schema import CohortSchema, Task, TaskKind
from mtl_core.words import count, percent
from ui import state
from ui.open_cohort import OpenCohort
from ui.session import draft, empty
from ui.tasks.evidence import show_evidence
from ui.tasks.quarantine_form import show_quarantine
from ui.tasks.roles_form import meaning_form, roles_editor
from ui.tasks.sample_size import show_sample_size
from ui.widgets.charts import show_chart
from ui.widgets.downloads import download_table
from ui.widgets.frame import heading
from ui.widgets.guard import mistakes_shown
from ui.widgets.links import step_link
from ui.widgets.tables import show_table
from ui.words import as_text

state.require_shell()


def n_events(cohort: OpenCohort, task: Task) -> int | None:
    """Count the rows of the positive class, or of the rarest one; ``None`` for a number."""
    if task.kind is TaskKind.REGRESSION:
        return None
    counts = class_counts(cohort.table, task.name)
    return min(counts.values()) if task.positive is None else counts[task.positive]


def predicted_class(task: Task) -> str:
    """Say whose probability is predicted."""
    if task.kind is TaskKind.ORDINAL:
        return f"each, and each or a higher one ({len(task.classes)})"
    return task.positive or ("each" if task.classes else "")


def task_row(cohort: OpenCohort, task: Task) -> dict[str, str]:
    """Describe one task: kind, labelled rows, events, prevalence, missing labels."""
    n_labelled = int(cohort.table.column(task.name).notna().sum())
    n, rows = n_events(cohort, task), max(cohort.table.n_rows, 1)
    prevalence = "" if n is None else f" ({percent(n / max(n_labelled, 1), 1)})"
    return {
        "Task": task.name,
        "Kind": KIND_NAMES[task.kind],
        "Predicted class": predicted_class(task),
        "Labelled rows (n)": count(n_labelled),
        "Events or rarest class": "" if n is None else f"{count(n)}{prevalence}",
        "Labels missing": percent(1 - n_labelled / rows, 1),
    }


def show_declared(cohort: OpenCohort, declared: DeclaredTasks) -> None:
    """Show what each task offers to learn from, and the tasks that are refused."""
    for name, sentence in declared.refused.items():
        st.warning(f"**{as_text(name)}** cannot be studied. {as_text(sentence)}")
    if not declared.tasks:
        return
    table = pd.DataFrame([task_row(cohort, task) for task in declared.tasks])
    show_table(table, key="declared")
    st.caption("A blank label is unknown, never negative; such rows still serve the other tasks.")
    download_table(table, name=f"{cohort.title} tasks", key="declared")
    known = cohort.table.frame[[task.name for task in declared.tasks]].notna()
    events = {task.name: n_events(cohort, task) for task in declared.tasks}
    show_chart(label_availability(known, events), key="availability")
    if not known.all(axis=None) and len(declared.tasks) > 1:
        show_chart(label_overlap(known), key="overlap")


def show_conflicts(cohort: OpenCohort, schema: CohortSchema) -> None:
    """Say on which outcomes the rows of a patient disagree."""
    for check in conflicting_labels(cohort.table, schema.patient_id, schema.tasks):
        st.warning(f"{as_text(check.finding.message)} {as_text(check.finding.proposal)}")


def show_apply(schema: CohortSchema, declared: DeclaredTasks) -> None:
    """Take the roles and tasks on this page as the ones to study."""
    if draft.in_use(schema):
        st.success("These roles and tasks are in use.")
        step_link("pages/sharing.py", "Next: choose who learns with whom")
        return
    st.info("You have changed roles or tasks. They are used once you apply them.")
    if st.button("Apply roles and tasks", type="primary", key="apply_tasks"):
        state.DRAFT.set(state.DRAFT.get().with_schema(schema, dict(declared.refused)))
        state.renew_roles()
        st.rerun()


def main() -> None:
    """Draw the page."""
    heading("Tasks", "What should be predicted, from what?")
    cohort = state.COHORT.get()
    if cohort is None:
        empty.no_cohort()
        return
    st.subheader("Roles", anchor=False)
    st.markdown(
        "A **task** is an outcome to predict; a **feature** is known when the prediction is made. "
        "Exclude everything that becomes known only later."
    )
    roles_editor(cohort)
    st.subheader("Tasks", anchor=False)
    declared = declared_tasks(state.DRAFT.get(), cohort.table)
    meaning_form(cohort, declared)
    show_declared(cohort, declared)
    with mistakes_shown():
        show_quarantine(cohort, declared.tasks)
        schema = draft.schema(cohort, declared.tasks)
        show_conflicts(cohort, schema)
        show_sample_size(cohort, schema, show_evidence(cohort, schema))
        show_apply(schema, declared)


with mistakes_shown():
    main()
