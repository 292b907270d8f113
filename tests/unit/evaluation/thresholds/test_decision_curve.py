"""Decision curves: identities, resamples one by one, and what happens at the edges."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.evaluation.intervals import resample_patients
from mtl_core.evaluation.thresholds import decision_curves
from mtl_core.schema import Arm

PAIR = (Arm.MULTI_TASK, Arm.SINGLE_TASK)
T = np.array([0.05, 0.2, 0.5, 0.8])


@pytest.fixture
def drawn(lines, sick):
    def curves(outcome, *risks, resamples=None, thresholds=T):
        tables = [lines("sick", a.value, outcome, r) for a, r in zip(PAIR, risks, strict=False)]
        return decision_curves(
            pd.concat(tables), sick, PAIR, resamples=resamples, thresholds=thresholds
        )

    return curves


def net_benefit(outcome, risk, t):
    """The definition of Vickers and Elkin (2006), for one threshold."""
    above = risk > t
    return (above & (outcome == 1)).mean() - (above & (outcome == 0)).mean() * t / (1 - t)


def test_the_curve_is_the_definition_at_every_threshold(drawn, cohort):
    outcome, good, middling = cohort
    found = drawn(outcome, good, middling)
    for arm, risk in zip(PAIR, (good, middling), strict=True):
        expected = [net_benefit(outcome, risk, t) for t in T]
        np.testing.assert_allclose(found.arms[arm], expected, atol=1e-12)
    assert (found.n, found.events) == (400, int(outcome.sum()))


def test_treating_everybody_at_a_threshold_of_the_prevalence_is_worth_nothing(drawn):
    outcome = np.repeat([1.0, 0.0], [20, 80])
    found = drawn(outcome, np.full(100, 0.2), thresholds=np.array([0.1, 0.2, 0.4]))
    # .2 - .8 * odds, with odds 1/9, 1/4, 2/3
    np.testing.assert_allclose(found.treat_all, [1 / 9, 0, -1 / 3], atol=1e-12)


def test_a_perfect_model_is_worth_the_prevalence_everywhere(drawn, cohort):
    outcome, *_ = cohort
    found = drawn(outcome, outcome)
    np.testing.assert_allclose(found.arms[Arm.MULTI_TASK], outcome.mean(), atol=1e-12)
    assert found.prevalence == outcome.mean()


def test_one_risk_for_all_treats_everybody_below_it_and_nobody_above(drawn, cohort):
    outcome, *_ = cohort
    found = drawn(outcome, np.full(400, 0.3))
    expected = np.where(T < 0.3, found.treat_all, 0)
    np.testing.assert_allclose(found.arms[Arm.MULTI_TASK], expected, atol=1e-12)


def test_several_repeats_count_with_their_mean(lines, sick, cohort):
    outcome, good, middling = cohort
    tables = [
        lines("sick", "multi_task", outcome, risk, repeat=k)
        for k, risk in enumerate((good, middling))
    ]
    found = decision_curves(pd.concat(tables), sick, [Arm.MULTI_TASK], thresholds=T)
    expected = [np.mean([net_benefit(outcome, r, t) for r in (good, middling)]) for t in T]
    np.testing.assert_allclose(found.arms[Arm.MULTI_TASK], expected, atol=1e-12)
    assert found.difference is None


def test_the_interval_is_that_of_the_difference_computed_resample_by_resample(drawn, cohort):
    outcome, good, middling = cohort
    patients, strata = np.arange(400) // 2, np.zeros(400, dtype=int)
    resamples = resample_patients(patients, strata, n_resamples=200, seed=3)
    found = drawn(outcome, good, middling, resamples=resamples).difference
    draws = []
    for counts in resamples:
        for count in counts.T:
            rows = np.repeat(np.arange(400), count[resamples.slot])
            both = [[net_benefit(outcome[rows], r[rows], t) for t in T] for r in (good, middling)]
            draws.append(np.subtract(*both))
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    np.testing.assert_allclose(found.low, low, atol=1e-6)
    np.testing.assert_allclose(found.high, high, atol=1e-6)
    expected = [net_benefit(outcome, good, t) - net_benefit(outcome, middling, t) for t in T]
    np.testing.assert_allclose(found.y, expected, atol=1e-12)


def test_a_network_against_itself_differs_by_exactly_nothing(drawn, cohort):
    outcome, good, _ = cohort
    rows = np.arange(400)
    resamples = resample_patients(rows, np.zeros(400, dtype=int), n_resamples=50, seed=0)
    found = drawn(outcome, good, good, resamples=resamples).difference
    assert not np.any([found.y, found.low, found.high])


def test_exchanging_the_arms_turns_the_interval_round(drawn, cohort):
    outcome, good, middling = cohort
    resamples = resample_patients(np.arange(400), outcome.astype(int), n_resamples=100, seed=1)
    one = drawn(outcome, good, middling, resamples=resamples).difference
    other = drawn(outcome, middling, good, resamples=resamples).difference
    np.testing.assert_allclose(one.y, -other.y, atol=1e-12)
    np.testing.assert_allclose(one.low, -other.high, atol=1e-6)


def test_an_arm_that_gave_no_number_for_some_rows_has_no_curve(drawn, cohort):
    outcome, good, middling = cohort
    broken = middling.copy()
    broken[3] = np.nan
    found = drawn(outcome, good, broken)
    assert set(found.arms) == {Arm.MULTI_TASK}
    assert found.difference is None
