"""Which plan of evaluation suits a cohort, and what a plan is called in words."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from mtl_core.schema import EvaluationPlan
from mtl_core.schema.specs import BeforeAfter, LeaveOneSiteOut, LockedTest, RepeatedFolds
from mtl_core.words import counted

SMALL_COHORT_ROWS = 5000
"""Below about this many rows repeated folds are proposed, from there on a locked test."""

REPEATS = 5
"""Repeats of a full study; a plan with fewer is exploratory."""


def recommended_plan(plan: EvaluationPlan, n_rows: int) -> EvaluationPlan:
    """Return a plan with the split and the repeats that are proposed for a full study.

    Examples
    --------
    >>> recommended_plan(EvaluationPlan(), 9105).split.label
    'Locked test patients'
    """
    split = RepeatedFolds() if n_rows < SMALL_COHORT_ROWS else LockedTest()
    return replace(plan, split=split, repeats=REPEATS)


def why_exploratory(plan: EvaluationPlan) -> str:
    """Say why a plan is too light for a final answer; empty when it is not."""
    if plan.repeats >= REPEATS:
        return ""
    return (
        f"Exploratory: with {counted(plan.repeats, 'repeat')} instead of at least {REPEATS} the "
        "answer can hang on how patients were divided and networks were started."
    )


def plan_in_words(plan: EvaluationPlan) -> str:
    """Say in one sentence who is tested, by whom, and how often.

    Examples
    --------
    >>> plan_in_words(EvaluationPlan(folds=5, repeats=5))
    '5 folds by patient, drawn 5 times: every patient is tested once in each repeat.'
    """
    seeds = "" if plan.repeats == 1 else f", with {plan.repeats} seeds"
    match plan.split:
        case RepeatedFolds():
            times = "once" if plan.repeats == 1 else f"{plan.repeats} times"
            each = "tested once" if plan.repeats == 1 else "tested once in each repeat"
            return f"{plan.folds} folds by patient, drawn {times}: every patient is {each}."
        case LockedTest(share=share):
            return (
                f"A locked test: {_percent(share)} of the patients, set aside once, are tested"
                f"{seeds}; the others train and validate."
            )
        case LeaveOneSiteOut(fewest=fewest):
            return (
                "Leave one site out: each site is tested by networks that learned at the other "
                f"sites{seeds}; sites with fewer than {fewest} patients count as one. This is not "
                "external validation."
            )
        case BeforeAfter(share=share):
            return (
                f"Earlier and later: about {_percent(share)} of the patients, the latest, are "
                f"tested by networks that learned from earlier ones{seeds}."
            )
        case _ as unknown:
            assert_never(unknown)


def about_repeats(plan: EvaluationPlan) -> str:
    """Say what changes from repeat to repeat; empty when there is only one."""
    if plan.repeats == 1:
        return ""
    what = "Each repeat redraws the folds and starts the networks anew"
    if not isinstance(plan.split, RepeatedFolds):
        what = (
            "Each repeat redraws training and validation patients and starts the networks anew; "
            "the tested patients stay the same"
        )
    return f"{what}. Intervals of a difference allow for that too."


def share_tested(plan: EvaluationPlan) -> float:
    """Share of the patients who are tested in a repeat."""
    match plan.split:
        case LockedTest(share=share) | BeforeAfter(share=share):
            return share
        case RepeatedFolds() | LeaveOneSiteOut():
            return 1.0
        case _ as unknown:
            assert_never(unknown)


def _percent(share: float) -> str:
    return f"{round(100 * share, 1):g} %"
