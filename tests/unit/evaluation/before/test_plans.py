"""Plans in words, the one that is proposed, and when a plan is exploratory."""

import typing

import pytest

from mtl_core.evaluation.before import (
    about_repeats,
    plan_in_words,
    recommended_plan,
    share_tested,
    why_exploratory,
)
from mtl_core.schema import EvaluationPlan
from mtl_core.schema.specs import BeforeAfter, LeaveOneSiteOut, LockedTest, RepeatedFolds, SplitPlan


@pytest.mark.parametrize(
    ("n_rows", "split"), [(4999, RepeatedFolds()), (5000, LockedTest()), (9105, LockedTest())]
)
def test_small_cohorts_get_folds_and_large_ones_a_locked_test_with_five_repeats(n_rows, split):
    plan = recommended_plan(EvaluationPlan(seed=7, margin=0.05), n_rows)
    assert plan == EvaluationPlan(repeats=5, seed=7, margin=0.05, split=split)
    assert not why_exploratory(plan)


@pytest.mark.parametrize("split", [kind() for kind in typing.get_args(SplitPlan)])
@pytest.mark.parametrize("repeats", [1, 4])
def test_fewer_than_five_repeats_are_exploratory_whatever_the_plan(split, repeats):
    assert f"{repeats} repeat" in why_exploratory(EvaluationPlan(split=split, repeats=repeats))


@pytest.mark.parametrize(
    ("split", "words", "share"),
    [
        (RepeatedFolds(), "5 folds by patient, drawn 3 times", 1),
        (LockedTest(0.25), "25 % of the patients, set aside once, are tested, with 3 seeds", 0.25),
        (LeaveOneSiteOut(7), "fewer than 7 patients count as one. This is not external", 1),
        (BeforeAfter(0.125), "about 12.5 % of the patients, the latest", 0.125),
    ],
)
def test_a_plan_says_who_is_tested(split, words, share):
    plan = EvaluationPlan(split=split, repeats=3)
    assert words in plan_in_words(plan)
    assert share_tested(plan) == share
    assert ("stay the same" in about_repeats(plan)) == (split != RepeatedFolds())
    assert about_repeats(EvaluationPlan(split=split)) == ""
