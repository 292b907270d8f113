"""Counts and rates at a threshold against scikit-learn, statsmodels and published values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix
from statsmodels.stats.proportion import proportion_confint

from mtl_core.evaluation.thresholds import (
    at_prevalence,
    sort_patients,
    threshold_of_cost,
    threshold_of_sensitivity,
    wilson_interval,
)


# Newcombe (1998), Statistics in Medicine 17, table I, method 3 (score, uncorrected).
@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_intervals_are_those_of_newcombe(k, n, low, high):
    assert wilson_interval(k, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000), st.floats(0, 1))
def test_wilson_intervals_are_those_of_statsmodels(n, share):
    k = round(share * n)
    low, high = wilson_interval(k, n)
    expected = proportion_confint(k, n, method="wilson")
    assert (low, high) == pytest.approx(expected, abs=1e-12)
    assert 0 <= low <= k / n <= high <= 1


def test_the_four_counts_are_the_confusion_matrix_of_scikit_learn(cohort):
    outcome, _, risk = cohort
    found = sort_patients(outcome, risk, 0.35)
    (tn, fp), (fn, tp) = confusion_matrix(outcome, risk > 0.35)
    counts = (
        found.true_negatives,
        found.false_positives,
        found.false_negatives,
        found.true_positives,
    )
    assert counts == (tn, fp, fn, tp)


def test_each_rate_is_a_proportion_of_its_own_patients_with_its_own_interval():
    rates = sort_patients(
        np.repeat([1.0, 0.0], [40, 60]), np.repeat([0.9, 0.1, 0.9, 0.1], [30, 10, 5, 55]), 0.5
    ).rates
    expected = {"sensitivity": (30, 40), "specificity": (55, 60), "ppv": (30, 35), "npv": (55, 65)}
    for name, (k, n) in expected.items():
        low, high = proportion_confint(k, n, method="wilson")
        assert rates[name].n == n
        assert rates[name].value == k / n
        assert (rates[name].low, rates[name].high) == pytest.approx((low, high), abs=1e-12)


def test_a_rate_of_nobody_has_a_reason_instead_of_a_number():
    rates = sort_patients(np.array([1.0, 0.0]), np.array([0.2, 0.1]), 0.9).rates
    assert rates["ppv"].value is None
    assert rates["ppv"].reason == "not estimable (no patient is above the threshold)"
    assert rates["npv"].value == 0.5


def test_every_row_may_have_a_threshold_of_its_own():
    found = sort_patients(np.array([1.0, 1.0]), np.array([0.3, 0.3]), np.array([0.2, 0.4]))
    assert (found.true_positives, found.false_negatives) == (1, 1)


# A textbook case: sensitivity 90 %, specificity 95 %, prevalence 1 %: PPV .009 / (.009 + .0495).
def test_predictive_values_at_another_prevalence_follow_bayes():
    ppv, npv = at_prevalence(0.9, 0.95, 0.01)
    assert ppv == pytest.approx(2 / 13)
    assert npv == pytest.approx(0.9405 / (0.9405 + 0.001))


@given(st.integers(1, 400), st.integers(1, 400), st.integers(1, 400), st.integers(1, 400))
def test_at_the_cohorts_own_prevalence_bayes_gives_the_cohorts_predictive_values(tp, fn, fp, tn):
    prevalence = (tp + fn) / (tp + fn + fp + tn)
    ppv, npv = at_prevalence(tp / (tp + fn), tn / (tn + fp), prevalence)
    assert ppv == pytest.approx(tp / (tp + fp))
    assert npv == pytest.approx(tn / (tn + fn))


def test_no_patient_above_the_threshold_leaves_no_predictive_value():
    assert at_prevalence(0.0, 1.0, 0.3) == (None, pytest.approx(0.7))


# Pauker and Kassirer (1980): the threshold is the odds of harm to benefit.
@pytest.mark.parametrize(("alarms", "risk"), [(1, 0.5), (4, 0.2), (9, 0.1), (99, 0.01)])
def test_a_ratio_of_costs_is_the_odds_of_the_threshold(alarms, risk):
    assert threshold_of_cost(alarms) == pytest.approx(risk)


@given(st.floats(0.01, 1), st.integers(0, 2**32 - 1))
def test_the_threshold_of_a_sensitivity_reaches_it_and_no_higher_one_does(wanted, seed):
    rng = np.random.default_rng(seed)
    outcome = np.repeat([1.0, 0.0], [13, 30])
    risk = rng.random(43).round(1)  # many ties, and risks of 0 and 1
    threshold = threshold_of_sensitivity(outcome, risk, wanted)
    assert (risk[:13] > threshold).mean() >= wanted - 1e-9
    higher = risk[risk > threshold].min()
    assert (risk[:13] > higher).mean() < wanted


def test_a_sensitivity_of_one_flags_every_event_even_at_a_risk_of_zero():
    risk = np.array([0.0, 0.4, 0.0])
    threshold = threshold_of_sensitivity(np.array([1.0, 1.0, 0.0]), risk, 1.0)
    assert (risk > threshold).all()
