"""Each map against another tool, and against what theory says of it."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.special import logit, softmax
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from statsmodels.discrete.conditional_models import ConditionalLogit

from mtl_core.calibration import apply_map, fit_map
from mtl_core.evaluation.measures import calibration_in_the_large, calibration_line
from mtl_core.schema import TaskKind
from mtl_core.schema.calibration import (
    CalibrationMethod,
    InterceptMap,
    IsotonicMap,
    LogisticMap,
    TemperatureMap,
)

BINARY = TaskKind.BINARY


def test_the_intercept_is_that_of_a_binomial_model_with_an_offset(simulate):
    outcome, risk = simulate(800, intercept=0.7, slope=0.6)
    found = fit_map(CalibrationMethod.INTERCEPT, outcome, risk, BINARY)
    # statsmodels 0.15: GLM(y ~ 1, offset = logit p)
    model = sm.GLM(
        outcome[:, 0], np.ones(800), family=sm.families.Binomial(), offset=logit(risk[:, 0])
    )
    assert found.intercept == pytest.approx(model.fit(tol=1e-12).params[0], abs=1e-7)


def test_the_logistic_map_is_a_logistic_regression_without_penalty_on_the_logit(simulate):
    outcome, risk = simulate(800, intercept=0.7, slope=0.6)
    found = fit_map(CalibrationMethod.LOGISTIC, outcome, risk, BINARY)
    other = LogisticRegression(C=np.inf, tol=1e-12, max_iter=1000).fit(logit(risk), outcome[:, 0])
    assert found.intercept == pytest.approx(other.intercept_[0], abs=1e-5)
    assert found.slope == pytest.approx(other.coef_[0, 0], abs=1e-5)


def test_the_isotonic_map_is_that_of_scikit_learn_between_its_bounds(simulate):
    outcome, risk = simulate(500, slope=0.5)
    risk = risk.round(3)  # with ties
    found = fit_map(CalibrationMethod.ISOTONIC, outcome, risk, BINARY)
    edge = 1 / (2 * 501)
    other = IsotonicRegression(out_of_bounds="clip").fit(risk[:, 0], outcome[:, 0])
    new = np.linspace(0, 1, 301)[:, None]
    expected = np.clip(other.predict(new[:, 0]), edge, 1 - edge)
    got = apply_map(found, new, BINARY)[:, 0]
    # Beside a step that is moved away from 0 or 1 the straight line to the next one moves too.
    assert np.abs(got - expected).max() < edge
    assert (np.diff(got) >= 0).all()
    assert got.min() > 0
    assert got.max() < 1


def test_an_isotonic_map_only_makes_ties_so_auroc_on_its_own_rows_does_not_fall(simulate):
    outcome, risk = simulate(500)
    mapped = apply_map(fit_map(CalibrationMethod.ISOTONIC, outcome, risk, BINARY), risk, BINARY)
    assert len(np.unique(mapped)) < len(np.unique(risk))
    # Pooling adjacent violators takes the convex hull of the ROC curve (Fawcett 2007).
    assert roc_auc_score(outcome, mapped) >= roc_auc_score(outcome, risk)


def test_an_apparent_logistic_map_has_calibration_in_the_large_0_and_slope_1(simulate):
    outcome, risk = simulate(400, intercept=-1.0, slope=1.8)
    found = fit_map(CalibrationMethod.LOGISTIC, outcome, risk, BINARY)
    mapped = apply_map(found, risk, BINARY)[:, 0]
    assert calibration_in_the_large(outcome[:, 0], mapped) == pytest.approx(0, abs=1e-6)
    assert calibration_line(outcome[:, 0], mapped)[1] == pytest.approx(1, abs=1e-6)


def test_an_apparent_intercept_makes_the_mean_risk_the_prevalence(simulate):
    outcome, risk = simulate(400, intercept=-1.0, slope=1.8)
    mapped = apply_map(fit_map(CalibrationMethod.INTERCEPT, outcome, risk, BINARY), risk, BINARY)
    assert mapped.mean() == pytest.approx(outcome.mean(), abs=1e-9)


def test_the_temperature_is_one_over_a_slope_without_intercept(simulate):
    outcome, risk = simulate(800, slope=0.6)
    found = fit_map(CalibrationMethod.TEMPERATURE, outcome, risk, BINARY)
    # statsmodels 0.15: GLM(y ~ 0 + logit p)
    model = sm.GLM(outcome[:, 0], logit(risk), family=sm.families.Binomial())
    assert 1 / found.temperature == pytest.approx(model.fit(tol=1e-12).params[0], abs=1e-6)


def test_the_temperature_of_classes_is_one_over_the_slope_of_a_conditional_logit():
    # statsmodels 0.15: the patient is the choice set, the log probability of a class its only
    # attribute (McFadden 1974), so that softmax(b log p) is the model of both.
    rng = np.random.default_rng(7)
    share = rng.dirichlet([2, 1, 1], 400)
    softer = softmax(0.6 * np.log(share), axis=1)
    of_class = np.array([rng.multinomial(1, row) for row in softer], dtype=float)
    found = fit_map(CalibrationMethod.TEMPERATURE, of_class, share, TaskKind.MULTICLASS)
    model = ConditionalLogit(
        of_class.ravel(), np.log(share).reshape(-1, 1), groups=np.repeat(np.arange(400), 3)
    )
    fitted = model.fit(disp=False, method="newton")
    assert 1 / found.temperature == pytest.approx(fitted.params[0], abs=1e-7)


def test_the_temperature_of_a_perfect_model_is_near_1(simulate):
    # Standard error of the slope about .01 with 40,000 rows.
    found = fit_map(CalibrationMethod.TEMPERATURE, *simulate(40_000), BINARY)
    assert found.temperature == pytest.approx(1, abs=0.04)


@pytest.mark.parametrize("factor", [0.5, 3.0])
def test_log_odds_multiplied_by_c_need_a_temperature_c_times_as_high(simulate, factor):
    outcome, risk = simulate(2000)
    sharper = 1 / (1 + np.exp(-factor * logit(risk)))
    before = fit_map(CalibrationMethod.TEMPERATURE, outcome, risk, BINARY).temperature
    after = fit_map(CalibrationMethod.TEMPERATURE, outcome, sharper, BINARY).temperature
    assert after == pytest.approx(factor * before, rel=1e-5)


@pytest.mark.parametrize("kind", [TaskKind.MULTICLASS, TaskKind.ORDINAL])
def test_a_temperature_is_undone_by_its_inverse_for_several_classes(kind):
    probabilities = np.random.default_rng(0).dirichlet([2, 1, 3, 1], 50)
    there = apply_map(TemperatureMap(2.5), probabilities, kind)
    assert there.sum(axis=1) == pytest.approx(1)
    assert (there >= 0).all()
    back = apply_map(TemperatureMap(1 / 2.5), there, kind)
    assert back == pytest.approx(probabilities, abs=1e-9)


def test_the_temperature_of_classes_undoes_logits_that_are_multiplied():
    rng = np.random.default_rng(1)
    scores = rng.normal(size=(4000, 3))
    of_class = np.array([rng.multinomial(1, row) for row in softmax(scores, axis=1)], dtype=float)
    sharp = softmax(4 * scores, axis=1)
    found = fit_map(CalibrationMethod.TEMPERATURE, of_class, sharp, TaskKind.MULTICLASS)
    assert found.temperature == pytest.approx(4, rel=0.08)  # standard error about 3 %


def test_two_classes_are_tempered_alike_as_one_risk_as_two_classes_and_as_ordered_ones(simulate):
    _, risk = simulate(30)
    both = np.hstack([1 - risk, risk])
    one = apply_map(TemperatureMap(1.7), risk, BINARY)
    for kind in (TaskKind.MULTICLASS, TaskKind.ORDINAL):
        assert apply_map(TemperatureMap(1.7), both, kind)[:, 1:] == pytest.approx(one, abs=1e-9)


def test_oversampling_to_one_to_one_is_undone_by_the_intercept_alone(simulate):
    # Theory: sampling events at odds of 1:1 shifts log odds by -log((1 - prevalence)/prevalence).
    outcome, risk = simulate(60_000, mean=-2.5)
    prevalence = outcome.mean()
    shift = np.log((1 - prevalence) / prevalence)
    oversampled = 1 / (1 + np.exp(-logit(risk) - shift))
    found = fit_map(CalibrationMethod.INTERCEPT, outcome, oversampled, BINARY)
    assert found.intercept == pytest.approx(-shift, abs=0.05)  # standard error about .015
    assert apply_map(InterceptMap(-shift), oversampled, BINARY) == pytest.approx(risk)


@pytest.mark.parametrize(
    "map_",
    [
        InterceptMap(1.0),
        TemperatureMap(3.0),
        LogisticMap(1.0, 0.2),
        IsotonicMap((0.0, 1.0), (0.1, 0.9)),
    ],
)
def test_every_map_keeps_the_order_of_patients_and_stays_finite_at_0_and_1(map_):
    risk = np.linspace(0, 1, 101)[:, None]
    mapped = apply_map(map_, risk, BINARY)
    assert np.isfinite(mapped).all()
    assert (np.diff(mapped[:, 0]) >= 0).all()


def test_there_is_no_map_for_one_class_equal_risks_or_separated_outcomes(simulate):
    outcome, risk = simulate(50)
    assert fit_map(CalibrationMethod.INTERCEPT, np.ones_like(outcome), risk, BINARY) is None
    for method in (CalibrationMethod.LOGISTIC, CalibrationMethod.ISOTONIC):
        assert fit_map(method, outcome, np.full_like(risk, 0.3), BINARY) is None
    separated = (risk > np.median(risk)).astype(float)
    assert fit_map(CalibrationMethod.LOGISTIC, separated, risk, BINARY) is None


def test_a_map_that_would_turn_the_order_round_is_not_fitted(simulate):
    outcome, risk = simulate(400)
    assert fit_map(CalibrationMethod.LOGISTIC, 1 - outcome, risk, BINARY) is None
