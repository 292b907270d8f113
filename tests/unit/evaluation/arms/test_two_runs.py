"""Two runs on the same patients and folds."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from mtl_core.errors import StudyError
from mtl_core.evaluation.arms import compare_runs, evaluate, same_split, two_runs_sentence
from mtl_core.schema import Arm, EvaluationPlan, Verdict

PLAN = EvaluationPlan(n_resamples=200)
UNITS = {"patients": np.arange(400), "strata": np.zeros(400, int)}


@pytest.fixture
def two(lines, cohort):
    """The multi-task tables of a good and of a middling run."""
    outcome, good, middling = cohort
    return (
        lines("sick", "multi_task", outcome, good),
        lines("sick", "multi_task", outcome, middling),
    )


def _compared(first, second, task):
    laid_out, left_out = same_split(first, second, [task], Arm.MULTI_TASK)
    assert not left_out
    return compare_runs(laid_out, plan=PLAN, **UNITS)[task.name]


def test_the_difference_is_first_minus_second(two, sick, cohort):
    outcome, good, middling = cohort
    found = _compared(*two, sick)
    # Expected values: scikit-learn's roc_auc_score.
    expected = roc_auc_score(outcome, good) - roc_auc_score(outcome, middling)
    assert found.difference.value == pytest.approx(expected, abs=1e-12)
    assert found.difference.low <= found.difference.value <= found.difference.high
    assert (found.n, found.events) == (400, int(outcome.sum()))


def test_two_runs_and_two_arms_of_one_run_are_one_comparison(two, sick):
    """Where methods coincide: the second run put into the first as its single-task arm."""
    first, second = two
    both = pd.concat([first, second.assign(arm="single_task")])
    arms = (Arm.MULTI_TASK, Arm.SINGLE_TASK)
    expected = evaluate(both, [sick], arms=arms, plan=PLAN, **UNITS)["sick"]
    found = _compared(first, second, sick)
    assert found.difference == expected.difference["auroc"]
    assert found.first == expected.arms[Arm.MULTI_TASK]["auroc"]
    assert found.second == expected.arms[Arm.SINGLE_TASK]["auroc"]


def test_runs_swapped_change_the_sign_and_nothing_else(two, sick):
    forward, back = _compared(*two, sick), _compared(*two[::-1], sick)
    assert back.difference.value == pytest.approx(-forward.difference.value, abs=1e-12)
    assert back.difference.low == pytest.approx(-forward.difference.high, abs=1e-6)
    assert back.difference.p_holm == forward.difference.p_holm


def test_a_run_beside_itself_differs_by_nothing(two, sick):
    found = _compared(two[0], two[0], sick)
    assert found.difference.value == found.difference.low == found.difference.high == 0.0
    assert "no difference at all" in two_runs_sentence("sick", found)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda t: t.assign(fold=(t["fold"] + 1) % 5), "other folds"),
        (lambda t: t.assign(observed=1 - t["observed"]), "other labels"),
        (lambda t: t.iloc[1:], r"other rows \(400 and 399\)"),
        (lambda t: t.assign(row=t["row"] + 1), "other rows"),
        (
            lambda t: pd.concat([t, t.assign(repeat=1)]),
            r"another number of repeats \(1 and 2\)",
        ),
        (lambda t: t.assign(arm="single_task"), "no predictions of this arm in the second"),
    ],
)
def test_runs_that_were_not_split_alike_are_refused_with_the_reason(two, sick, change, reason):
    with pytest.raises(StudyError, match=reason):
        same_split(two[0], change(two[1]), [sick], Arm.MULTI_TASK)


def test_few_events_give_a_reason_in_place_of_a_number(lines, sick):
    outcome = np.repeat([1.0, 0.0], [3, 397])
    table = lines("sick", "multi_task", outcome, np.linspace(0.1, 0.9, 400))
    found = _compared(table, table.assign(predicted=table["predicted"] ** 2), sick)
    assert found.difference.value is None
    assert two_runs_sentence("sick", found).startswith("sick: cannot be compared, not estimable (3")


def test_a_clear_difference_is_said_of_the_better_run(two, sick):
    found = _compared(*two, sick)
    assert found.difference.verdict is Verdict.BETTER
    sentence = two_runs_sentence("sick", found)
    assert "the first run did better" in sentence
    assert "n = 400" in sentence
    back = two_runs_sentence("sick", _compared(*two[::-1], sick))
    assert "the second run did better" in back
