"""Likeness of explanations, on arrays whose cosines and ranks are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mtl_core.errors import RunError
from mtl_core.explanation import Attribution, agreement, arm_agreement


def _attribution(values, row_ids=None):
    values = np.asarray(values, dtype=float)
    n, _, n_outputs = values.shape
    return Attribution(
        values=values,
        baselines=np.zeros(n_outputs),
        predictions=values.sum(axis=1),
        row_ids=np.arange(n) if row_ids is None else row_ids,
        n_background=5,
        n_evaluations=9,
        additivity_gap=0.0,
        method="by hand",
    )


def _one_output(*values):
    return _attribution(np.array(values)[None, :, None])


def test_cosines_of_parallel_opposite_and_orthogonal_values():
    one = _one_output(3.0, 4.0)
    assert agreement(one, _one_output(6, 8)).cosines == pytest.approx([1])
    assert agreement(one, _one_output(-3, -4)).cosines == pytest.approx([-1])
    assert agreement(one, _one_output(-4, 3)).cosines == pytest.approx([0])
    assert agreement(one, _one_output(3, 0)).cosines == pytest.approx([0.6])


def test_rank_correlations_are_those_of_scipy_with_ties():
    rng = np.random.default_rng(0)
    a, b = rng.integers(-3, 4, (2, 6, 9, 2)).astype(float)
    found = agreement(_attribution(a), _attribution(b))
    for output in range(2):
        sizes = [np.abs(values[..., output]).mean(axis=0) for values in (a, b)]
        expected = stats.spearmanr(*sizes).statistic
        assert found.rank_correlations[output] == pytest.approx(expected)


def test_an_output_without_values_has_no_likeness():
    found = agreement(_one_output(0, 0), _one_output(1, 2))
    assert np.isnan(found.cosines).all()
    assert np.isnan(found.rank_correlations).all()


def test_arms_unlike_each_other_beyond_the_likeness_of_their_halves():
    near = _one_output(1, 0.1), _one_output(1, -0.1)
    far = _one_output(0.1, 1), _one_output(-0.1, 1)
    found = arm_agreement(near, far)
    assert found.between.cosines == pytest.approx([0], abs=1e-12)
    assert found.within[0].cosines == pytest.approx([0.99 / 1.01])
    assert found.beyond_noise.tolist() == [True]
    assert arm_agreement(near, near).beyond_noise.tolist() == [False]


def test_other_patients_or_players_are_not_compared():
    one = _one_output(1, 2)
    with pytest.raises(RunError, match="cannot be compared"):
        agreement(one, _one_output(1, 2, 3))
    with pytest.raises(RunError, match="cannot be compared"):
        agreement(one, _attribution(np.ones((1, 2, 1)), row_ids=np.array([4])))


def test_the_interval_of_a_cosine_is_over_patients():
    """Ten patients explained the same by both, ten in the opposite way: a cosine of 0."""
    one = np.ones((20, 2, 1))
    other = np.where(np.arange(20) < 10, 1.0, -1.0)[:, None, None] * one
    found = agreement(_attribution(one), _attribution(other))
    # The cosine is the mean of 20 signs, with a standard error of 1 / sqrt(20).
    assert found.cosines == pytest.approx([0])
    assert found.high - found.low == pytest.approx([2 * 1.96 / np.sqrt(20)], rel=0.12)
    same = agreement(_attribution(one), _attribution(2 * one))
    assert (same.low, same.high) == (pytest.approx([1]), pytest.approx([1]))
