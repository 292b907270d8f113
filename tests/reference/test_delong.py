"""The bootstrap's standard errors beside those of DeLong, DeLong and Clarke-Pearson (1988).

The program has no DeLong: its intervals come from resamples of patients. Here ten lines of it,
first held to published values, say what the resamples should give.
"""

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mtl_core.evaluation.intervals import bootstrap_p
from mtl_core.evaluation.intervals.resampling import resample_patients, row_weights
from mtl_core.evaluation.measures.ranks import rank_measures, risk_order


def delong(outcome, *risks):
    """AUROC of every risk, and their covariance matrix."""
    events, others = (np.stack([risk[outcome == y] for risk in risks]) for y in (1, 0))
    wins = (events[:, :, None] > others[:, None]) + 0.5 * (events[:, :, None] == others[:, None])
    by_event, by_other = np.cov(wins.mean(axis=2)), np.cov(wins.mean(axis=1))
    covariance = by_event / events.shape[1] + by_other / others.shape[1]
    return wins.mean(axis=(1, 2)), np.atleast_2d(covariance)


def draws(outcome, risk, n_resamples):
    patients, strata = np.arange(len(outcome)), outcome.astype(int)
    resamples = resample_patients(patients, strata, n_resamples=n_resamples, seed=20)
    order = risk_order(outcome, risk)
    return np.concatenate(
        [rank_measures(order, row_weights(counts, resamples.slot))[0] for counts in resamples]
    )


@pytest.fixture(scope="module")
def ratings():
    """Ratings of 109 CT images, Hanley and McNeil (1982), Radiology 143."""
    normal, abnormal = [33, 6, 6, 11, 2], [3, 2, 2, 11, 33]
    outcome = np.repeat([0.0, 1.0], [sum(normal), sum(abnormal)])
    return outcome, np.repeat([1.0, 2, 3, 4, 5] * 2, normal + abnormal)


@pytest.fixture(scope="module")
def two_models():
    """Two correlated scores of 600 patients, 150 of them with the event."""
    rng = np.random.default_rng(8)
    outcome = np.repeat([1.0, 0.0], [150, 450])
    shared = rng.normal(size=600)
    return outcome, *(outcome * d + shared + 0.6 * rng.normal(size=600) for d in (1.1, 0.95))


def test_delong_of_the_ratings_is_what_proc_prints(ratings):
    (auroc,), covariance = delong(*ratings)
    error = float(np.sqrt(covariance[0, 0]))
    assert (auroc, error) == pytest.approx((0.8931710615, 0.0307244084), abs=1e-10)
    assert auroc + error * stats.norm.ppf([0.025, 0.975]) == pytest.approx(
        (0.8329523, 0.9533898), abs=1e-7
    )


def test_delong_of_seven_patients_is_what_was_counted_by_hand():
    outcome = np.array([1.0, 1, 1, 0, 0, 0, 0])
    first = np.array([0.9, 0.8, 0.3, 0.7, 0.4, 0.2, 0.1])
    second = np.array([0.6, 0.9, 0.5, 0.8, 0.5, 0.1, 0.2])
    auroc, covariance = delong(outcome, first, second)
    assert auroc == pytest.approx([5 / 6, 19 / 24])
    assert covariance == pytest.approx(np.array([[1 / 27, 11 / 432], [11 / 432, 1 / 27]]))
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    assert variance == pytest.approx(5 / 216)
    z = (auroc[0] - auroc[1]) / np.sqrt(variance)
    assert (z, 2 * stats.norm.sf(z)) == pytest.approx((0.2738612788, 0.7841912294), abs=1e-10)


def test_delong_of_the_two_markers_of_dcurves_is_what_was_recorded():
    """Recorded with pROC on df_binary.csv: areas, the error of the first, and z of the two."""
    with files("dcurves").joinpath("data/df_binary.csv").open(encoding="utf-8") as stream:
        table = pd.read_csv(stream)
    risks = (table[name].to_numpy(float) for name in ("cancerpredmarker", "marker"))
    auroc, covariance = delong(table["cancer"].to_numpy(int), *risks)
    assert auroc == pytest.approx([0.8606275378, 0.7087486157], abs=1e-10)
    assert np.sqrt(covariance[0, 0]) == pytest.approx(0.0197456132, abs=1e-10)
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    assert (auroc[0] - auroc[1]) / np.sqrt(variance) == pytest.approx(5.3769787009, abs=1e-9)


def test_the_bootstrap_error_of_a_difference_is_that_of_delong(two_models):
    outcome, *scores = two_models
    _, covariance = delong(outcome, *scores)
    error = np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    one, other = (draws(outcome, score, 2000) for score in scores)
    # Monte-Carlo error 1.6 %.
    assert (one - other).std(ddof=1) == pytest.approx(error, rel=0.05)
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(
        covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]), abs=0.03
    )


def test_the_bootstrap_p_is_near_that_of_delong(two_models):
    outcome, *scores = two_models
    auroc, covariance = delong(outcome, *scores)
    error = np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    expected = 2 * stats.norm.sf(abs(auroc[0] - auroc[1]) / error)
    one, other = (draws(outcome, score, 4000) for score in scores)
    assert 0.001 < expected < 0.5
    assert bootstrap_p(one - other) == pytest.approx(expected, abs=0.02)
