"""The plan of evaluation: what is proposed for the open cohort, and what a person chooses."""

from __future__ import annotations

import typing
from dataclasses import replace

import streamlit as st

from mtl_core.errors import StudyError
from mtl_core.evaluation import plan_in_words, recommended_plan, why_exploratory
from mtl_core.schema import (
    EvaluationPlan,
    Preset,
    RepeatedFolds,
    SplitPlan,
    check_split,
    options_of,
)
from ui import state
from ui.spec_form import choice_form, spec_form
from ui.words import as_text


def plan_of(preset: Preset) -> EvaluationPlan:
    """Return the plan that a budget would start with.

    A full study has what was chosen, or what is proposed for a cohort of this size. A quick look
    has one repeat, and folds where a locked test is only proposed for its size.
    """
    full = _chosen()
    if preset is Preset.FULL:
        return full
    proposed = full.split == _proposed(full).split
    return replace(full, repeats=1, split=RepeatedFolds() if proposed else full.split)


def plan_form() -> None:
    """Choose who is tested, how often, and which differences matter."""
    plan = _chosen()
    split = choice_form(
        plan.split,
        typing.get_args(SplitPlan),
        key="split",
        label="Who is tested",
        about="How patients are divided into those who teach and those who are predicted.",
    )
    missing = _misfit(split)
    if missing is not None:
        st.warning(
            f"This plan needs {as_text(missing.expected)}, and no column has it: give it to one on "
            f"the Tasks page. Until then the plan stays **{plan.split.label}**."
        )
        split = plan.split
    shown = [name for name in options_of(plan) if name != "folds"]
    if isinstance(split, RepeatedFolds):
        shown = ["folds", *shown]
    new = replace(spec_form(plan, key="plan", only=shown), split=split)
    state.PLAN.set(None if new == _proposed(EvaluationPlan()) else new)
    st.caption(_proposal())


def plan_words(preset: Preset) -> str:
    """Say the plan of a budget in words, and that it is exploratory where it is."""
    plan = plan_of(preset)
    return " ".join(words for words in (plan_in_words(plan), why_exploratory(plan)) if words)


def _chosen() -> EvaluationPlan:
    """Return what was chosen, with the proposed split where it does not fit the schema."""
    plan = state.PLAN.get()
    if plan is None:
        return _proposed(EvaluationPlan())
    return plan if _misfit(plan.split) is None else _proposed(plan)


def _proposed(plan: EvaluationPlan) -> EvaluationPlan:
    """Return what is proposed for the open cohort, the rest as in ``plan``."""
    cohort = state.COHORT.get()
    return recommended_plan(plan, cohort.table.n_rows if cohort is not None else 0)


def _misfit(split: SplitPlan) -> StudyError | None:
    schema = state.SCHEMA.get()
    if schema is None:
        return None
    try:
        check_split(split, schema)
    except StudyError as error:
        return error
    return None


def _proposal() -> str:
    proposed = _proposed(EvaluationPlan())
    return f"Proposed for a full study of a cohort of this size: {plan_in_words(proposed)}"
