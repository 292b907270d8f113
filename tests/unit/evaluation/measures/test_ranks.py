"""Rank arithmetic with counts against resampling the rows and calling scikit-learn or scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import spearmanr
from sklearn.metrics import average_precision_score, roc_auc_score

from mtl_core.arrays import cumulative_rows
from mtl_core.evaluation.measures.ranks import (
    rank_measures,
    risk_order,
    value_order,
    weighted_spearman,
)

SIZES = st.integers(2, 25)


@st.composite
def tied_cases(draw):
    """Few distinct values, so that ties within and across classes are common."""
    n = draw(SIZES)
    observed = draw(arrays(np.int64, n, elements=st.integers(0, 1)))
    score = draw(arrays(np.int64, n, elements=st.integers(0, 5)))
    counts = draw(arrays(np.int64, n, elements=st.integers(0, 3)))
    return observed.astype(float), score.astype(float), counts


@given(tied_cases())
def test_weighted_ranks_equal_resampling_and_recomputing(case):
    observed, score, counts = case
    resample = np.repeat(np.arange(len(score)), counts)
    auroc, precision = rank_measures(risk_order(observed, score), counts[:, None].astype(float))
    if len(np.unique(observed[resample])) == 2:
        assert auroc[0] == pytest.approx(
            roc_auc_score(observed[resample], score[resample]), abs=1e-12
        )
        assert precision[0] == pytest.approx(
            average_precision_score(observed[resample], score[resample]), abs=1e-12
        )
    else:
        assert np.isnan(auroc[0])


@given(tied_cases())
def test_single_precision_gives_the_same_ranks(case):
    observed, score, counts = case
    order = risk_order(observed, score)
    exact = rank_measures(order, counts[:, None].astype(np.float64))
    quick = rank_measures(order, counts[:, None].astype(np.float32))
    np.testing.assert_allclose(quick, exact, rtol=1e-5)


@given(tied_cases(), st.randoms(use_true_random=False))
def test_weighted_spearman_equals_resampling_and_recomputing(case, random):
    _, score, counts = case
    other = np.array([random.randint(0, 4) for _ in score], float)
    drawn = np.repeat(np.arange(len(score)), counts)
    found = weighted_spearman(value_order(score), value_order(other), counts[:, None] * 1.0)[0]
    if len(set(score[drawn])) > 1 and len(set(other[drawn])) > 1:
        assert found == pytest.approx(spearmanr(score[drawn], other[drawn]).statistic, abs=1e-12)
    else:
        assert np.isnan(found)


@given(st.integers(0, 70), st.integers(1, 4))
def test_cumulative_rows_equals_the_plain_cumulative_sum(n, width):
    values = np.random.default_rng(n).integers(0, 9, (n, width)).astype(np.float32)
    np.testing.assert_array_equal(cumulative_rows(values), np.cumsum(values, axis=0))


def test_all_resamples_of_a_block_are_independent_columns():
    rng = np.random.default_rng(3)
    observed, score = rng.integers(0, 2, 60) * 1.0, rng.integers(0, 9, 60) * 1.0
    counts = rng.poisson(1, (60, 40)).astype(float)
    order = risk_order(observed, score)
    together = rank_measures(order, counts)
    apart = [
        np.concatenate([rank_measures(order, c[:, None])[k] for c in counts.T]) for k in (0, 1)
    ]
    np.testing.assert_allclose(together, apart, atol=1e-14)
