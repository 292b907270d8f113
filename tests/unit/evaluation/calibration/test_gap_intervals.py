"""Intervals of the calibration gaps beside a bootstrap that draws every curve with statsmodels."""

import numpy as np
import pytest
from statsmodels.nonparametric.smoothers_lowess import lowess

from mtl_core.evaluation.calibration import calibration_gap_estimates, calibration_gaps
from mtl_core.evaluation.intervals.resampling import resample_patients

NAMES = ("ici", "e50", "e90", "e_max")


def drawn(seed, n):
    rng = np.random.default_rng(seed)
    risk = rng.beta(1.5, 4, n)
    return (rng.random(n) < risk).astype(float), risk**1.3


def resampled(outcome, n_resamples=120):
    strata = outcome.astype(int)
    patients = np.arange(len(outcome))
    return resample_patients(patients, strata, n_resamples=n_resamples, seed=1)


def test_the_intervals_are_near_those_of_the_lowess_of_statsmodels_of_each_resample():
    outcome, risk = drawn(0, 250)
    resamples = resampled(outcome)
    draws = []
    for counts in resamples:
        for one in counts[resamples.slot].T:
            rows = np.repeat(np.arange(len(outcome)), one)
            smooth = lowess(outcome[rows], risk[rows], frac=2 / 3, it=0, xvals=risk[rows])
            gap = np.abs(np.clip(smooth, 0, 1) - risk[rows])
            draws.append([gap.mean(), *np.quantile(gap, [0.5, 0.9]), gap.max()])
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    found = calibration_gap_estimates(outcome, risk, np.arange(250), resamples)
    # A fixed neighbourhood against one that moves with the resample: alike, not the same.
    assert [found[name].low for name in NAMES] == pytest.approx(low, abs=0.012)
    assert [found[name].high for name in NAMES[:3]] == pytest.approx(high[:3], abs=0.012)
    assert found["e_max"].high == pytest.approx(high[3], rel=0.15)


def test_the_value_is_that_of_all_rows_in_any_order():
    outcome, risk = drawn(1, 200)
    shuffled = np.random.default_rng(0).permutation(200)
    resamples = resampled(outcome, 40)
    one = calibration_gap_estimates(outcome, risk, np.arange(200), resamples)
    other = calibration_gap_estimates(outcome[shuffled], risk[shuffled], shuffled, resamples)
    assert one["ici"].value == pytest.approx(calibration_gaps(outcome, risk).ici, abs=1e-12)
    assert (one["ici"].low, one["ici"].high) == pytest.approx(
        (other["ici"].low, other["ici"].high), abs=1e-12
    )


def test_four_copies_of_each_patient_leave_the_value_and_double_the_interval_of_rows():
    outcome, risk = (np.repeat(part, 4) for part in drawn(2, 150))
    rows = np.arange(600)
    strata = outcome.astype(int)
    widths = []
    for patients in (np.repeat(np.arange(150), 4), rows):
        resamples = resample_patients(patients, strata, n_resamples=200, seed=3)
        found = calibration_gap_estimates(outcome, risk, rows, resamples)["ici"]
        widths.append(found.high - found.low)
    assert widths[0] / widths[1] == pytest.approx(2, rel=0.35)


@pytest.mark.parametrize(
    "risk", [np.full(60, 0.3), np.repeat([0.0, 1.0], 30), np.linspace(0, 1, 60)]
)
def test_constant_certain_and_perfect_risks_have_values_between_zero_and_one(risk):
    outcome = np.repeat([0.0, 1.0], 30)
    found = calibration_gap_estimates(outcome, risk, np.arange(60), resampled(outcome, 30))
    for estimate in found.values():
        assert 0 <= estimate.low <= estimate.high <= 1
        assert 0 <= estimate.value <= 1
