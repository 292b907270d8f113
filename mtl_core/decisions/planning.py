"""The plan of evaluation of a draft: what is proposed for its cohort, and what a person chose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mtl_core.errors import StudyError
from mtl_core.evaluation.before import recommended_plan
from mtl_core.schema import EvaluationPlan, Preset, check_split
from mtl_core.schema.specs import RepeatedFolds

if TYPE_CHECKING:
    from mtl_core.schema import Draft
    from mtl_core.schema.specs import SplitPlan


def full_plan(draft: Draft, n_rows: int) -> EvaluationPlan:
    """Return what was chosen, or what is proposed for so many rows where that does not fit."""
    plan = draft.choices.plan
    if plan is None:
        return recommended_plan(EvaluationPlan(), n_rows)
    return plan if misfit(draft, plan.split) is None else recommended_plan(plan, n_rows)


def plan_of(draft: Draft, preset: Preset, n_rows: int) -> EvaluationPlan:
    """Return the plan that a budget starts with.

    A full study has what was chosen, or what is proposed for a cohort of this size. A quick look
    has one repeat, and folds where a locked test is only proposed for its size.
    """
    full = full_plan(draft, n_rows)
    if preset is Preset.FULL:
        return full
    proposed = full.split == recommended_plan(full, n_rows).split
    return replace(full, repeats=1, split=RepeatedFolds() if proposed else full.split)


def misfit(draft: Draft, split: SplitPlan) -> StudyError | None:
    """Return what the schema lacks for a way to divide patients, ``None`` where it fits."""
    if draft.schema is not None:
        try:
            check_split(split, draft.schema)
        except StudyError as error:
            return error
    return None
