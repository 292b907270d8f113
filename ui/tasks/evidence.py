"""What the open cohort can show before anything is trained: the smallest visible differences."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from mtl_core.data import Table, class_counts
from mtl_core.evaluation.before import (
    Assumptions,
    Detectable,
    detectable_difference,
    detectable_sentence,
    plan_in_words,
    rounded_up,
    share_tested,
    usual_agreement,
)
from mtl_core.schema import PRIMARY, CohortSchema, Preset, Task
from mtl_core.schema.measures import MEASURES
from mtl_core.words import count, counted, number_text
from ui import state
from ui.open_cohort import OpenCohort
from ui.session import draft
from ui.widgets.downloads import download_table
from ui.widgets.tables import show_table
from ui.words import as_text


@dataclass(frozen=True, slots=True)
class LabelledPatients:
    """Patients with a known label, in all and of each class."""

    n: int
    class_sizes: tuple[int, ...]


def labelled_patients(table: Table, task: Task, patient_id: str | None) -> LabelledPatients:
    """Count patients, not rows: a patient with several rows brings no independent evidence."""
    labels = table.column(task.name).dropna()
    if patient_id is None:
        sizes = class_counts(table, task.name) if task.classes else {}
        return LabelledPatients(len(labels), tuple(sizes.get(c, 0) for c in task.classes))
    ids = table.column(patient_id)[labels.index]
    unnamed = ids.isna()
    # A row without an id is a patient of its own.
    n = int(ids.nunique() + unnamed.sum())
    if not task.classes:
        return LabelledPatients(n, ())
    text = labels.map(number_text) if table.is_numeric(task.name) else labels
    named = ids[~unnamed].groupby(text[~unnamed]).nunique()
    alone = text[unnamed].value_counts()
    return LabelledPatients(
        n, tuple(int(named.get(name, 0) + alone.get(name, 0)) for name in task.classes)
    )


def show_evidence(cohort: OpenCohort, schema: CohortSchema) -> dict[str, LabelledPatients]:
    """Show the smallest difference that each task can show; return the patients of each task."""
    st.subheader("What this cohort can show", anchor=False)
    plan = draft.plan(Preset.FULL)
    patients = {
        task.name: labelled_patients(cohort.table, task, schema.patient_id) for task in schema.tasks
    }
    found = {
        task.name: detectable_difference(
            task.kind,
            *_tested(patients[task.name], share_tested(plan)),
            repeats=plan.repeats,
            expected=state.EXPECTED.get(),
            n_cohort=patients[task.name].n,
        )
        for task in schema.tasks
    }
    table = pd.DataFrame([_line(task, found[task.name]) for task in schema.tasks])
    show_table(table, key="detectable")
    _show_sentences(found)
    download_table(table, name=f"{cohort.title} detectable differences", key="detectable")
    with st.expander("What is assumed", key="assumed"):
        _show_assumptions(max(own.n for own in patients.values()))
    return patients


def _tested(patients: LabelledPatients, share: float) -> tuple[int, tuple[int, ...]]:
    """Return how many of the patients are tested, in all and of each class."""
    return round(patients.n * share), tuple(round(n * share) for n in patients.class_sizes)


def _line(task: Task, found: Detectable) -> dict[str, str]:
    shown = None if found.difference is None else rounded_up(found.difference)
    return {
        "Task": task.name,
        "Smallest difference": shown or f"none: {found.reason}",
        "Primary measure": MEASURES[PRIMARY[task.kind]].label,
        "Patients": count(found.n),
        "Events or rarest class": "" if found.events is None else count(found.events),
    }


def _show_sentences(found: dict[str, Detectable]) -> None:
    """Read the table aloud: the weakest task in full, and which ones stay beyond the margin."""
    plan = draft.plan(Preset.FULL)
    margin = plan.margin
    known = {name: one.difference for name, one in found.items() if one.difference is not None}
    if known:
        weakest = max(known, key=lambda name: known[name])
        st.markdown(f"**{as_text(weakest)}**: {as_text(detectable_sentence(found[weakest]))}")
        n_wide = sum(difference > margin for difference in known.values())
        if n_wide:
            st.markdown(
                f"For {n_wide} of {counted(len(found), 'task')} this is more than the margin of "
                f"{margin:g}: there a difference that matters can stay hidden."
            )
        else:
            st.markdown(f"Every task can show a difference as large as the margin of {margin:g}.")
    st.caption(
        f"For a full study, at the 5 % level, before the correction for several tasks. "
        f"{plan_in_words(plan)}"
    )


def _show_assumptions(n: int) -> None:
    """Let a person change what is assumed."""
    expected = state.EXPECTED.get()
    state.seed("expected_auroc", expected.auroc)
    state.seed("expected_r2", expected.r2)
    state.seed("expected_agreement", expected.agreement)
    columns = st.columns(3, vertical_alignment="bottom")
    with columns[0]:
        auroc = st.number_input(
            "AUROC of both arms", min_value=0.55, max_value=0.99, step=0.01, key="expected_auroc"
        )
    with columns[1]:
        r2 = st.number_input(
            "R² of both arms", min_value=0.01, max_value=0.95, step=0.01, key="expected_r2"
        )
    with columns[2]:
        agreement = st.number_input(
            "Correlation of the arms' predictions",
            min_value=0.0,
            max_value=0.99,
            step=0.01,
            placeholder=f"usual here: {usual_agreement(n):.2f}",
            key="expected_agreement",
            help="Left empty: what was measured on real cohorts of this size.",
        )
    asked = Assumptions(auroc=auroc, r2=r2, agreement=agreement)
    if asked != expected:
        state.EXPECTED.set(asked)
        st.rerun()
    st.caption(
        "Both arms predict the same patients: the more alike they predict, the smaller the "
        "difference that can be told from chance. Half of their disagreement is taken for chance "
        "of training, which repeats average out."
    )
