"""Calibration coefficients against statsmodels, theory and a bootstrap that refits."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.evaluation.measures import binary_measures, calibration_in_the_large
from mtl_core.evaluation.measures.calibration import (
    calibration_line,
    one_step_draws,
    one_step_terms,
)
from mtl_core.logistic import expit, log_odds


def glm(outcome, columns, offset=None):
    model = sm.GLM(outcome, columns, family=sm.families.Binomial(), offset=offset)
    return model.fit(tol=1e-13, maxiter=200).params


def test_both_coefficients_agree_with_statsmodels(cohort):
    outcome, _, risk = cohort
    log_odds = np.log(risk / (1 - risk))
    in_the_large = glm(outcome, np.ones(len(outcome)), offset=log_odds)[0]
    line = glm(outcome, sm.add_constant(log_odds))
    assert calibration_in_the_large(outcome, risk) == pytest.approx(in_the_large, abs=1e-8)
    assert calibration_line(outcome, risk) == pytest.approx(tuple(line), abs=1e-8)
    found = binary_measures(outcome, risk)
    assert found["calibration_in_the_large"] == pytest.approx(in_the_large, abs=1e-8)
    assert found["calibration_slope"] == pytest.approx(line[1], abs=1e-8)


def test_an_apparent_logistic_fit_has_intercept_zero_and_slope_one(cohort):
    outcome, risk, _ = cohort
    features = sm.add_constant(np.random.default_rng(4).normal(size=(400, 3)) + risk[:, None])
    fitted = sm.GLM(outcome, features, family=sm.families.Binomial()).fit(tol=1e-13).predict()
    assert calibration_in_the_large(outcome, fitted) == pytest.approx(0, abs=1e-8)
    assert calibration_line(outcome, fitted)[1] == pytest.approx(1, abs=1e-7)


def test_balancing_the_classes_shifts_calibration_by_the_log_odds_of_the_prevalence(cohort):
    outcome, risk, _ = cohort
    prevalence = outcome.mean()
    oversampled = expit(log_odds(risk) + np.log((1 - prevalence) / prevalence))
    shift = calibration_in_the_large(outcome, oversampled) - calibration_in_the_large(outcome, risk)
    assert shift == pytest.approx(-np.log((1 - prevalence) / prevalence), abs=1e-9)
    assert calibration_in_the_large(outcome, np.full(400, 0.5)) == pytest.approx(
        -np.log((1 - prevalence) / prevalence), abs=1e-9
    )


def test_doubling_the_log_odds_halves_the_slope(cohort):
    outcome, risk, _ = cohort
    doubled = expit(2 * log_odds(risk))
    assert calibration_line(outcome, doubled)[1] == pytest.approx(
        calibration_line(outcome, risk)[1] / 2, abs=1e-9
    )


@pytest.mark.parametrize(
    ("outcome", "risk"),
    [
        ([0, 1, 0, 1], [0.3, 0.3, 0.3, 0.3]),
        ([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]),
        ([0, 0, 0, 0], [0.1, 0.2, 0.8, 0.9]),
    ],
)
def test_equal_separating_or_one_sided_risks_have_no_slope(outcome, risk):
    assert np.isnan(calibration_line(np.array(outcome, float), np.array(risk))[1])


def test_risks_of_exactly_zero_and_one_do_not_break_the_fit(cohort):
    outcome, risk, _ = cohort
    hard = np.where(risk > 0.9, 1.0, np.where(risk < 0.02, 0.0, risk))
    assert np.isfinite(calibration_in_the_large(outcome, hard))
    assert np.isfinite(calibration_line(outcome, hard)[1])


@given(st.integers(0, 100_000))
def test_hostile_risks_still_solve_the_score_equations(seed):
    rng = np.random.default_rng(seed)
    levels = [0, 1e-300, 1e-12, 0.01, 0.3, 0.5, 0.9, 1 - 1e-12, 1]
    risk, outcome = rng.choice(levels, 30), rng.integers(0, 2, 30) * 1.0
    outcome[:2] = [0, 1]
    offset = log_odds(risk)
    shift = calibration_in_the_large(outcome, risk)
    assert (outcome - expit(offset + shift)).sum() == pytest.approx(0, abs=1e-7)
    intercept, slope = calibration_line(outcome, risk)
    if np.isfinite(slope):
        error = outcome - expit(intercept + slope * offset)
        assert error.sum() == pytest.approx(0, abs=1e-7)
        assert (error * offset).sum() == pytest.approx(0, abs=1e-5)


def test_one_class_has_no_calibration_in_the_large():
    assert np.isnan(calibration_in_the_large(np.ones(5), np.linspace(0.1, 0.9, 5)))


def test_one_step_from_unit_weights_is_the_solution_itself(cohort):
    outcome, _, risk = cohort
    terms, start = one_step_terms(outcome, risk)
    draws = one_step_draws(terms.sum(axis=1, keepdims=True), start)
    assert draws[0][0] == pytest.approx(calibration_in_the_large(outcome, risk), abs=1e-9)
    assert draws[1][0] == pytest.approx(calibration_line(outcome, risk)[1], abs=1e-9)


def test_one_step_draws_follow_a_bootstrap_that_refits(cohort):
    outcome, _, risk = cohort
    rng = np.random.default_rng(9)
    counts = rng.multinomial(400, np.full(400, 1 / 400), size=300)
    terms, start = one_step_terms(outcome, risk)
    quick = np.stack(one_step_draws(terms @ counts.T, start))
    drawn = [np.repeat(np.arange(400), c) for c in counts]
    refitted = np.array(
        [
            (
                calibration_in_the_large(outcome[d], risk[d]),
                calibration_line(outcome[d], risk[d])[1],
            )
            for d in drawn
        ]
    ).T
    for one_step, refit in zip(quick, refitted, strict=True):
        assert np.corrcoef(one_step, refit)[0, 1] > 0.97
        width = np.ptp(np.quantile(refit, [0.025, 0.975]))
        difference = np.quantile(one_step, [0.025, 0.975]) - np.quantile(refit, [0.025, 0.975])
        assert np.abs(difference).max() < 0.1 * width
