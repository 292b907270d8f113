"""Intervals that hold the chance of patients and of draws."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.evaluation.arms import DrawnPredictions, compare_draws, evaluate
from mtl_core.schema import Arm, EvaluationPlan, Task, TaskKind, Verdict

TASK = Task("died", TaskKind.BINARY, ("no", "yes"))
PLAN = EvaluationPlan(n_resamples=200)
N = 300
ARMS = (Arm.MULTI_TASK, Arm.SINGLE_TASK)


def table(seed, better, n_draws=1, same=False, jitter=0.0):
    """Predictions of ``n_draws`` draws; the first arm has ``better`` more signal."""
    rng = np.random.default_rng(0)
    observed = (rng.random(N) < 0.4).astype(float)
    rng = np.random.default_rng(seed)
    parts = []
    for draw in range(n_draws):
        noise = rng.normal(size=N)
        for arm, signal in zip(ARMS, (0.8 + better, 0.8), strict=True):
            more = 0 if same else jitter * rng.normal(size=N)
            score = (0.8 if same else signal) * observed + noise + more
            parts.append(
                pd.DataFrame(
                    {
                        "row": np.arange(N),
                        "task": "died",
                        "arm": str(arm),
                        "repeat": draw,
                        "fold": np.arange(N) % 5,
                        "class": "yes",
                        "observed": observed,
                        "predicted": 1 / (1 + np.exp(-score)),
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def compare(parts, plan=PLAN):
    strata = np.zeros(N, dtype=np.int64)
    return compare_draws(parts, TASK, arms=ARMS, plan=plan, patients=np.arange(N), strata=strata)


def test_one_draw_has_value_and_interval_of_an_ordinary_evaluation():
    predictions = table(1, 0.6)
    strata = np.zeros(N, dtype=np.int64)
    ordinary = evaluate(
        predictions, [TASK], arms=ARMS, plan=PLAN, patients=np.arange(N), strata=strata
    )["died"]
    (found,) = compare([DrawnPredictions(predictions, 1)])
    for arm in ARMS:
        theirs = ordinary.arms[arm]["auroc"]
        mine = found.arms[arm]
        assert (mine.value, mine.low, mine.high) == (theirs.value, theirs.low, theirs.high)
    theirs = ordinary.difference["auroc"]
    assert found.difference.value == theirs.value
    assert (found.difference.low, found.difference.high) == (theirs.low, theirs.high)


def test_a_value_is_the_mean_over_draws():
    predictions = table(2, 0.5, n_draws=3)
    (found,) = compare([DrawnPredictions(predictions, 3)])
    single = [
        compare([DrawnPredictions(predictions[predictions["repeat"] == draw], 1)])[0]
        for draw in range(3)
    ]
    mean = np.mean([one.difference.value for one in single])
    assert found.difference.value == pytest.approx(mean, abs=1e-12)


def test_repeats_of_a_draw_are_averaged_before_draws_are_compared():
    """Two draws of two repeats each; the repeats of each draw are the same predictions."""
    one = table(3, 0.5, n_draws=2, jitter=0.5)
    first = one[one["repeat"] == 0]
    second = one[one["repeat"] == 1]
    parts = [first, first.assign(repeat=1), second.assign(repeat=2), second.assign(repeat=3)]
    (twice,) = compare([DrawnPredictions(pd.concat(parts, ignore_index=True), 2)])
    (once,) = compare([DrawnPredictions(one, 2)])
    assert twice.difference.low == pytest.approx(once.difference.low, abs=1e-9)
    assert twice.difference.high == pytest.approx(once.difference.high, abs=1e-9)


def test_the_same_network_in_both_arms_gives_exactly_zero():
    (found,) = compare([DrawnPredictions(table(4, 0.5, n_draws=2, same=True), 2)])
    assert found.difference.value == found.difference.low == found.difference.high == 0.0


def test_verdicts_are_corrected_for_the_number_of_shares():
    clear = DrawnPredictions(table(6, 0.35), 1)
    unclear = [DrawnPredictions(table(seed, 0.0, jitter=1.0), 1) for seed in range(30, 37)]
    alone = compare([clear])[0].difference
    among = compare([clear, *unclear])[0].difference
    assert alone.verdict is Verdict.BETTER
    assert among.p_holm == pytest.approx(min(1, 8 * alone.p_holm))


def test_an_arm_without_numbers_has_a_reason():
    predictions = table(7, 0.5)
    predictions.loc[predictions["arm"] == "single_task", "predicted"] = np.nan
    (found,) = compare([DrawnPredictions(predictions, 1)])
    assert found.arms[Arm.SINGLE_TASK].value is None
    assert "gave no number" in found.difference.reason
    assert found.arms[Arm.MULTI_TASK].value is not None
