"""Curves against the areas that they must have."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from mtl_core.evaluation.thresholds import precision_recall_curve, roc_curve
from mtl_core.evaluation.thresholds.curves import MOST_POINTS

SEEDS = st.integers(0, 10_000)


def patients(seed, n, digits=None):
    rng = np.random.default_rng(seed)
    signal = rng.normal(size=n)
    outcome = (rng.random(n) < 1 / (1 + np.exp(2 - 1.5 * signal))).astype(float)
    outcome[:2] = [0, 1]
    risk = 1 / (1 + np.exp(-signal))
    return outcome, risk if digits is None else np.round(risk, digits)


@given(SEEDS, st.sampled_from([1, 2, None]))
def test_the_area_under_the_roc_curve_is_the_auroc(seed, digits):
    outcome, risk = patients(seed, 60, digits)
    curve = roc_curve(outcome, risk)
    area = np.trapezoid(curve.y, curve.x)
    assert area == pytest.approx(metrics.roc_auc_score(outcome, risk), abs=1e-10)
    assert (curve.x[0], curve.y[0], curve.x[-1], curve.y[-1]) == (0, 0, 1, 1)


@given(SEEDS, st.sampled_from([1, 2, None]))
def test_the_area_under_the_steps_of_precision_is_the_average_precision(seed, digits):
    outcome, risk = patients(seed, 60, digits)
    curve = precision_recall_curve(outcome, risk)
    area = np.trapezoid(curve.y, curve.x)
    assert area == pytest.approx(metrics.average_precision_score(outcome, risk), abs=1e-10)


@pytest.mark.parametrize("draw", [roc_curve, precision_recall_curve])
def test_ten_thousand_patients_are_thinned_without_moving_the_curve(draw):
    outcome, risk = patients(1, 10_000)
    curve = draw(outcome, risk)
    area = np.trapezoid(curve.y, curve.x)
    whole = metrics.roc_auc_score if draw is roc_curve else metrics.average_precision_score
    assert len(curve.x) <= MOST_POINTS
    assert area == pytest.approx(whole(outcome, risk), abs=5e-4)
    assert (np.diff(curve.x) >= 0).all()


def test_thinning_keeps_a_curve_near_every_point_of_the_full_one():
    outcome, risk = patients(2, 10_000)
    false_alarms, hits, _ = metrics.roc_curve(outcome, risk, drop_intermediate=False)
    curve = roc_curve(outcome, risk)
    # Turned by 45 degrees the curve is a function; its height there is y - x.
    full, thin = false_alarms + hits, curve.x + curve.y
    height = np.interp(full, thin, curve.y - curve.x)
    assert np.abs(height - (hits - false_alarms)).max() < 0.005


def test_a_perfect_model_has_a_square_curve():
    outcome, risk = np.array([0.0, 0, 1, 1]), np.array([0.1, 0.2, 0.8, 0.9])
    curve = roc_curve(outcome, risk)
    np.testing.assert_array_equal(curve.x, [0, 0, 1])
    np.testing.assert_array_equal(curve.y, [0, 1, 1])


def test_equal_risks_give_the_diagonal():
    curve = roc_curve(np.array([0.0, 1, 0, 1]), np.full(4, 0.5))
    np.testing.assert_array_equal(curve.x, [0, 1])
    np.testing.assert_array_equal(curve.y, [0, 1])
