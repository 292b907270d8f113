"""The plan of evaluation of this session's study: what is proposed, and what a person chose."""

from __future__ import annotations

from dataclasses import replace

from mtl_core.errors import StudyError
from mtl_core.evaluation.before import plan_in_words, recommended_plan, why_exploratory
from mtl_core.schema import EvaluationPlan, Preset, check_split
from mtl_core.schema.specs import RepeatedFolds, SplitPlan
from ui import state


def plan_of(preset: Preset) -> EvaluationPlan:
    """Return the plan that a budget would start with.

    A full study has what was chosen, or what is proposed for a cohort of this size. A quick look
    has one repeat, and folds where a locked test is only proposed for its size.
    """
    full = chosen_plan()
    if preset is Preset.FULL:
        return full
    proposed = full.split == proposed_plan(full).split
    return replace(full, repeats=1, split=RepeatedFolds() if proposed else full.split)


def plan_words(preset: Preset) -> str:
    """Say the plan of a budget in words, and that it is exploratory where it is."""
    plan = plan_of(preset)
    return " ".join(words for words in (plan_in_words(plan), why_exploratory(plan)) if words)


def chosen_plan() -> EvaluationPlan:
    """Return what was chosen, with the proposed split where it does not fit the schema."""
    plan = state.PLAN.get()
    if plan is None:
        return proposed_plan(EvaluationPlan())
    return plan if misfit(plan.split) is None else proposed_plan(plan)


def proposed_plan(plan: EvaluationPlan) -> EvaluationPlan:
    """Return what is proposed for the open cohort, the rest as in ``plan``."""
    cohort = state.COHORT.get()
    return recommended_plan(plan, cohort.table.n_rows if cohort is not None else 0)


def misfit(split: SplitPlan) -> StudyError | None:
    """Return what the schema lacks for a way to divide patients, ``None`` where it fits."""
    schema = state.SCHEMA.get()
    if schema is None:
        return None
    try:
        check_split(split, schema)
    except StudyError as error:
        return error
    return None


def proposal() -> str:
    """Say in words what is proposed for the open cohort."""
    proposed = proposed_plan(EvaluationPlan())
    return f"Proposed for a full study of a cohort of this size: {plan_in_words(proposed)}"
