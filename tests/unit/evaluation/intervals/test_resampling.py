"""Resamples of patients."""

from dataclasses import replace

import numpy as np
import pytest

from mtl_core.evaluation.intervals.resampling import (
    percentile_interval,
    resample_patients,
    row_weights,
)


def all_counts(patients, strata, *, n_resamples=200, seed=0, **bounds):
    resamples = resample_patients(patients, strata, n_resamples=n_resamples, seed=seed)
    resamples = replace(resamples, **bounds)
    return resamples, np.concatenate([row_weights(c, resamples.slot) for c in resamples], axis=1)


def test_every_stratum_keeps_its_number_of_patients():
    strata = np.repeat([3, 8], [30, 12])
    _, counts = all_counts(np.arange(42), strata)
    assert (counts[strata == 3].sum(axis=0) == 30).all()
    assert (counts[strata == 8].sum(axis=0) == 12).all()


def test_a_stratum_of_one_patient_is_in_every_resample():
    _, counts = all_counts(np.arange(10), np.array([1] + [0] * 9))
    assert (counts[0] == 1).all()


def test_all_rows_of_a_patient_come_and_go_together():
    patients = np.array([5, 9, 5, 2, 9, 5])
    _, counts = all_counts(patients, np.zeros(6, int))
    assert (counts[0] == counts[2]).all()
    assert (counts[0] == counts[5]).all()
    assert (counts[1] == counts[4]).all()
    assert not (counts[0] == counts[1]).all()


def test_counts_of_a_patient_have_mean_and_variance_of_drawing_with_replacement():
    # Binomial(n, 1/n): mean 1, variance 1 - 1/n.
    _, counts = all_counts(np.arange(50), np.zeros(50, int), n_resamples=4000)
    assert counts.mean(axis=1) == pytest.approx(np.ones(50), abs=0.07)
    assert counts.var() == pytest.approx(1 - 1 / 50, abs=0.02)


def test_iterating_again_gives_the_same_resamples_kept_or_drawn_anew():
    resamples, counts = all_counts(np.arange(40), np.zeros(40, int))
    again = np.concatenate([row_weights(c, resamples.slot) for c in resamples], axis=1)
    anew, drawn = all_counts(np.arange(40), np.zeros(40, int), kept_counts=0)
    drawn_again = np.concatenate([row_weights(c, anew.slot) for c in anew], axis=1)
    for other in (again, drawn, drawn_again):
        np.testing.assert_array_equal(other, counts)


def test_the_chunk_size_does_not_change_the_resamples():
    _, counts = all_counts(np.arange(40), np.arange(40) % 3)
    resamples, chunked = all_counts(np.arange(40), np.arange(40) % 3, chunk_counts=40 * 17)
    assert len(list(resamples)) > 1
    np.testing.assert_array_equal(chunked, counts)


def test_another_seed_gives_other_resamples():
    _, one = all_counts(np.arange(40), np.zeros(40, int), seed=1)
    _, two = all_counts(np.arange(40), np.zeros(40, int), seed=2)
    assert not (one == two).all()


def test_the_interval_of_known_draws_is_their_percentiles():
    assert percentile_interval(np.arange(1001.0)) == pytest.approx((25.0, 975.0))


def test_a_few_undefined_draws_are_left_out_and_many_leave_no_interval():
    draws = np.arange(100.0)
    draws[:5] = np.nan
    assert percentile_interval(draws) is not None
    draws[:11] = np.nan
    assert percentile_interval(draws) is None
