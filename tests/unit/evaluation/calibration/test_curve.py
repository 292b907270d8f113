"""The smooth calibration curve against statsmodels and theory."""

import numpy as np
import pytest
from statsmodels.nonparametric.smoothers_lowess import lowess

from mtl_core.evaluation.calibration import calibration_curve


def calibrated(seed, n):
    rng = np.random.default_rng(seed)
    risk = rng.beta(1.5, 4, n)
    return (rng.random(n) < risk).astype(float), risk


def test_the_curve_is_the_lowess_of_statsmodels():
    outcome, risk = calibrated(0, 700)
    curve = calibration_curve(outcome, risk)
    expected = lowess(outcome, risk, frac=2 / 3, it=0, xvals=curve.x)
    np.testing.assert_allclose(curve.y, np.clip(expected, 0, 1), atol=1e-9)


def test_tied_risks_give_the_lowess_of_statsmodels():
    outcome, risk = calibrated(1, 900)
    risk = np.round(risk, 1)
    curve = calibration_curve(outcome, risk)
    expected = lowess(outcome, risk, frac=2 / 3, it=0, xvals=curve.x)
    np.testing.assert_allclose(curve.y, np.clip(expected, 0, 1), atol=1e-9)


def test_outcomes_equal_to_the_risks_lie_on_the_diagonal_without_noise():
    risk = np.linspace(0.05, 0.95, 200)
    curve = calibration_curve(risk, risk)
    np.testing.assert_allclose(curve.y, curve.x, atol=1e-10)


def test_the_band_covers_the_diagonal_of_a_calibrated_model():
    inside = []
    for seed in range(40):
        curve = calibration_curve(*calibrated(seed, 400))
        at = np.searchsorted(curve.x, 0.25)
        inside.append(curve.low[at] <= curve.x[at] <= curve.high[at])
    # Binomial(40, .95): fewer than 33 has probability .003.
    assert sum(inside) >= 33


def test_four_times_the_patients_halve_the_band():
    few, many = (calibration_curve(*calibrated(3, n)) for n in (1000, 4000))
    widths = [np.interp(0.3, c.x, c.high - c.low) for c in (few, many)]
    assert widths[0] / widths[1] == pytest.approx(2, rel=0.1)


def test_equal_risks_give_one_point_at_the_share_of_events():
    outcome = np.repeat([1.0, 0.0], [20, 80])
    curve = calibration_curve(outcome, np.full(100, 0.3))
    np.testing.assert_allclose(curve.x, [0.3])
    np.testing.assert_allclose(curve.y, [0.2])
    # Wald: .2 +- 1.96 * sqrt(.2 * .8 / 100).
    np.testing.assert_allclose(curve.high - curve.low, 2 * 1.96 * 0.04, rtol=1e-4)


def test_the_order_of_the_rows_does_not_matter_among_ties():
    outcome, risk = calibrated(6, 500)
    risk = np.round(risk, 1)
    order = np.argsort(outcome)
    one, other = calibration_curve(outcome, risk), calibration_curve(outcome[order], risk[order])
    np.testing.assert_allclose(one.y, other.y, atol=1e-12)


def test_curve_and_band_stay_between_zero_and_one():
    outcome, risk = calibrated(5, 60)
    curve = calibration_curve(outcome, risk**3)
    for part in (curve.y, curve.low, curve.high):
        assert part.min() >= 0
        assert part.max() <= 1
    assert (curve.low <= curve.y).all()
    assert (curve.y <= curve.high).all()


def test_a_perfect_model_has_a_curve_of_zeros_and_ones_whatever_the_order_of_its_rows():
    outcome = np.repeat([1.0, 0.0], [12, 200])
    curve = calibration_curve(outcome, outcome)
    np.testing.assert_allclose(curve.y, curve.y.round(), atol=1e-12)
    assert curve.y[0] == pytest.approx(0)
    assert curve.y[-1] == pytest.approx(1)


def test_between_two_risks_all_patients_of_the_nearer_one_count():
    # 30 patients at .1, 200 at .9; the window holds 153, so at .7 it lies wholly among those at .9.
    outcome = np.concatenate([np.zeros(30), np.ones(50), np.zeros(150)])
    risk = np.repeat([0.1, 0.9], [30, 200])
    curve = calibration_curve(outcome, risk)
    assert np.interp(0.7, curve.x, curve.y) == pytest.approx(0.25)
