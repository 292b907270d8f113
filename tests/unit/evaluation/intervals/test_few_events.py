"""Intervals and p-values of rank measures with few events."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from mtl_core.evaluation.intervals import bootstrap_p
from mtl_core.evaluation.intervals.few_events import (
    fewest_patients,
    interval_of,
    interval_of_difference,
    p_of_difference,
    reach,
)
from mtl_core.evaluation.intervals.resampling import percentile_interval

NORMAL = stats.norm.ppf((np.arange(4000) + 0.5) / 4000)
MANY = 10**9


def test_a_mean_of_few_values_has_student_s_interval():
    """Theory: the bootstrap variance of a mean of m values is (m - 1) / m of the unbiased one."""
    values = np.array([3.1, 4.7, 2.2, 5.9, 4.4, 3.8])
    bootstrap_error = values.std(ddof=0) / np.sqrt(6)
    expected = stats.t.interval(0.95, df=5, loc=0, scale=values.std(ddof=1) / np.sqrt(6))
    assert reach(6) * bootstrap_error == pytest.approx(expected[1])


def test_an_area_has_the_logit_interval():
    """Pepe (2003): logit .8 plus or minus 1.96 * .04 / (.8 * .2), by hand, is 0.8963 and 1.8763."""
    low, high = interval_of("auroc", 0.8, 0.8 + 0.04 * NORMAL / NORMAL.std(), MANY)
    assert (low, high) == pytest.approx((0.7102, 0.8672), abs=1e-4)


@example(0.9999, 0.25, 10)
@given(st.floats(0.5, 0.9999), st.floats(1e-6, 0.3), st.integers(10, 5000))
def test_an_area_s_interval_lies_between_zero_and_one_around_the_value(value, error, m):
    low, high = interval_of("auroc", value, np.clip(value + error * NORMAL, 0, 1), m)
    assert 0 <= low <= value <= high <= 1


def test_a_perfect_area_has_the_percentiles():
    assert interval_of("auroc", 1.0, np.ones(100), 20) == (1.0, 1.0)


@pytest.mark.parametrize("name", ["brier", "r2", "calibration_slope", "sensitivity"])
def test_other_measures_keep_percentiles_and_their_p(name):
    expected = percentile_interval(NORMAL)
    assert interval_of(name, 0.3, NORMAL, 12) == expected
    assert interval_of_difference(name, NORMAL, 12) == expected
    assert p_of_difference(name, 0.013, 12) == 0.013


def test_with_many_events_a_difference_has_the_percentiles():
    found = interval_of_difference("auroc", NORMAL, MANY)
    assert found == pytest.approx(percentile_interval(NORMAL), abs=1e-6)
    assert p_of_difference("auroc", 0.013, MANY) == pytest.approx(0.013, abs=1e-7)


def test_normal_draws_of_a_difference_give_student_s_interval_and_p():
    m, errors = 15, 2.2
    low, high = interval_of_difference("auroc", NORMAL + errors, m)
    assert high - low == pytest.approx(2 * np.sqrt(15 / 14) * stats.t.ppf(0.975, 14), abs=0.01)
    p = p_of_difference("auroc", bootstrap_p(NORMAL + errors), m)
    assert p == pytest.approx(2 * stats.t.sf(errors / np.sqrt(15 / 14), 14), abs=0.001)


@given(st.floats(-4, 4), st.integers(10, 400), st.integers(0, 1000))
def test_p_is_below_five_percent_when_and_only_when_the_interval_excludes_zero(shift, m, seed):
    draws = np.random.default_rng(seed).gumbel(shift, 1, 999)
    low, high = interval_of_difference("auroc", draws, m)
    p = p_of_difference("auroc", bootstrap_p(draws), m)
    # Within one draw of the edge the interpolated quantile may fall on either side.
    if abs(p - 0.05) > 0.008:
        assert (p < 0.05) == (low > 0 or high < 0)


def test_patients_count_not_their_rows():
    observed = np.array([[1.0]] * 6 + [[0.0]] * 4)
    assert fewest_patients(observed, np.array([1, 1, 1, 2, 2, 3, 4, 5, 6, 7])) == 3
    assert fewest_patients(1 - observed, np.array([1, 1, 1, 2, 2, 3, 4, 5, 6, 7])) == 3
    classes = np.eye(3)[[0, 0, 0, 1, 1, 1, 1, 2, 2, 2]]
    assert fewest_patients(classes, np.array([1, 2, 3, 4, 5, 6, 7, 8, 8, 9])) == 2


def test_one_patient_does_not_divide_by_zero():
    assert fewest_patients(np.array([[1.0], [0.0]]), np.array([1, 1])) == 2


@pytest.mark.parametrize("name", ["auroc", "brier"])
def test_too_many_undefined_draws_leave_no_interval(name):
    draws = np.array([np.nan] * 20 + [0.5] * 80)
    assert interval_of(name, 0.5, draws, 20) is None
    assert interval_of_difference(name, draws, 20) is None
    assert p_of_difference(name, bootstrap_p(draws), 20) is None
