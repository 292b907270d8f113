"""Means, standard errors and the order of tasks."""

import numpy as np
import pytest

from mtl_core.affinity import PairwiseGains, standard_error
from mtl_core.affinity.gains import nan_mean


def test_tasks_in_another_order_have_the_same_gains():
    values = np.arange(18.0).reshape(2, 3, 3)
    gains = PairwiseGains(("a", "b", "c"), values, values / 18).ordered(["c", "a", "b"])
    assert gains.tasks == ("c", "a", "b")
    assert gains.values[1, 0, 2] == values[1, 2, 1]
    assert gains.cosines[0, 1, 0] == values[0, 0, 2] / 18


def test_means_leave_out_what_was_not_measured():
    values = np.array([[[1.0, np.nan], [np.nan, 4.0]], [[3.0, 2.0], [np.nan, 6.0]]])
    assert nan_mean(values)[0].tolist() == [2.0, 2.0]
    assert np.isnan(nan_mean(values)[1, 0])


def test_the_standard_error_is_the_corrected_one_of_nadeau_and_bengio():
    # Nadeau & Bengio 2003: (1/J + n_test/n_train) times the variance; five folds: 1/5 + 1/4.
    values = np.array([1.0, 2.0, 4.0, 4.0, 9.0])
    assert standard_error(values) == pytest.approx(np.sqrt(0.45 * 9.5))


def test_one_measurement_has_no_error_band():
    assert standard_error(np.zeros((1, 2))).tolist() == [np.inf, np.inf]
