"""ICI, E50, E90 and Emax against the lowess of statsmodels at every patient, and theory."""

import numpy as np
import pytest
from statsmodels.nonparametric.smoothers_lowess import lowess

from mtl_core.evaluation.calibration import calibration_gaps


def drawn(seed, n, a=1.5, b=4.0):
    rng = np.random.default_rng(seed)
    risk = rng.beta(a, b, n)
    return (rng.random(n) < risk).astype(float), risk


# An independent computation of what CalibrationCurves::val.prob.ci.2 (R) reports: the curve is
# evaluated at every patient, nothing is interpolated.
@pytest.mark.parametrize(("a", "b"), [(1.5, 4.0), (0.5, 12.0)])
def test_the_gaps_are_those_of_the_lowess_of_statsmodels_at_every_patient(a, b):
    outcome, risk = drawn(0, 1200, a, b)
    predicted = risk**1.4
    smooth = lowess(outcome, predicted, frac=2 / 3, it=0, xvals=predicted)
    gap = np.abs(np.clip(smooth, 0, 1) - predicted)
    found = calibration_gaps(outcome, predicted)
    expected = (gap.mean(), np.median(gap), np.quantile(gap, 0.9), gap.max())
    assert (found.ici, found.e50, found.e90, found.e_max) == pytest.approx(expected, abs=2e-4)


def test_outcomes_equal_to_the_risks_have_no_gap():
    risk = np.linspace(0.05, 0.95, 300)
    found = calibration_gaps(risk, risk)
    assert (found.ici, found.e_max) == pytest.approx((0, 0), abs=1e-9)


def test_risks_that_are_all_a_tenth_too_high_have_every_gap_of_a_tenth():
    risk = np.linspace(0.2, 0.8, 300)
    found = calibration_gaps(risk - 0.1, risk)
    assert (found.ici, found.e50, found.e90, found.e_max) == pytest.approx([0.1] * 4, abs=1e-9)


def test_one_risk_for_all_is_off_by_its_distance_from_the_share_of_events():
    found = calibration_gaps(np.repeat([1.0, 0.0], [20, 80]), np.full(100, 0.3))
    assert (found.ici, found.e_max) == pytest.approx((0.1, 0.1))


def test_the_gaps_are_in_order_and_the_order_of_the_rows_does_not_matter():
    outcome, risk = drawn(2, 400)
    found = calibration_gaps(outcome, risk)
    assert 0 <= found.e50 <= found.e90 <= found.e_max <= 1
    assert found.ici <= found.e_max
    assert calibration_gaps(outcome[::-1], risk[::-1]).ici == pytest.approx(found.ici, abs=1e-12)


def test_a_perfect_model_and_its_opposite_have_the_smallest_and_the_largest_gaps():
    outcome = np.repeat([1.0, 0.0], [12, 200])
    assert calibration_gaps(outcome, outcome).e_max == 0
    wrong = calibration_gaps(outcome, 1 - outcome)
    assert (wrong.ici, wrong.e50) == (1, 1)
