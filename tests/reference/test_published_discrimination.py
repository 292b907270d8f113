"""Values that were published, or computed by other programs, for data that anyone can type in.

- Hanley and McNeil (1982), Radiology 143, table of ratings of 109 CT images; AUROC and DeLong
  standard error as printed by pROC for R.
- The package ``dcurves`` ships ``df_binary.csv`` (750 rows, 105 events); AUROC with DeLong standard
  error from pROC, average precision and Brier score from scikit-learn.
- Holm (1979), Scand J Stat 6; the same numbers as ``p.adjust`` of R.
"""

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from mtl_core.evaluation.arms import holm
from mtl_core.evaluation.intervals.resampling import (
    percentile_interval,
    resample_patients,
    row_weights,
)
from mtl_core.evaluation.measures import binary_measures
from mtl_core.evaluation.measures.ranks import rank_measures, risk_order


@pytest.fixture(scope="module")
def ratings():
    normal, abnormal = [33, 6, 6, 11, 2], [3, 2, 2, 11, 33]
    rating = np.repeat([1.0, 2, 3, 4, 5] * 2, normal + abnormal)
    outcome = np.repeat([0.0, 1.0], [sum(normal), sum(abnormal)])
    return outcome, rating / 6


@pytest.fixture(scope="module")
def cancer():
    with files("dcurves").joinpath("data/df_binary.csv").open(encoding="utf-8") as stream:
        table = pd.read_csv(stream)
    return table["cancer"].to_numpy(float), table["cancerpredmarker"], table["marker"]


def auroc_draws(outcome, risk, n_resamples=4000):
    patients = np.arange(len(outcome))
    resamples = resample_patients(patients, outcome.astype(int), n_resamples=n_resamples, seed=20)
    order = risk_order(outcome, risk)
    return np.concatenate(
        [rank_measures(order, row_weights(counts, resamples.slot))[0] for counts in resamples]
    )


def test_auroc_of_the_ratings_of_hanley_and_mcneil(ratings):
    assert binary_measures(*ratings)["auroc"] == pytest.approx(0.8931710615, abs=1e-10)


def test_bootstrap_error_of_the_ratings_agrees_with_delong(ratings):
    # Monte-Carlo error of a standard deviation from 4,000 draws is 1.1 %; the bootstrap within
    # classes is smaller than DeLong by about a factor sqrt(1 - 1/55), 1 %.
    assert auroc_draws(*ratings).std(ddof=1) == pytest.approx(0.0307244084, rel=0.05)


def test_bootstrap_interval_of_the_ratings_is_near_the_normal_one(ratings):
    low, high = percentile_interval(auroc_draws(*ratings))
    assert low == pytest.approx(0.8329523, abs=0.012)
    assert high == pytest.approx(0.9533898, abs=0.012)


@pytest.mark.parametrize(
    ("risk", "auroc"),
    [
        ([0.9, 0.8, 0.3, 0.7, 0.4, 0.2, 0.1], 5 / 6),
        ([0.6, 0.9, 0.5, 0.8, 0.5, 0.1, 0.2], 19 / 24),
    ],
)
def test_auroc_of_seven_patients_counted_by_hand(risk, auroc):
    outcome = np.array([1.0, 1, 1, 0, 0, 0, 0])
    assert binary_measures(outcome, np.array(risk))["auroc"] == pytest.approx(auroc, abs=1e-14)


def test_measures_of_the_cancer_marker_of_dcurves(cancer):
    outcome, risk, _ = cancer
    found = binary_measures(outcome, risk.to_numpy())
    assert found["auroc"] == pytest.approx(0.8606275378, abs=1e-10)
    assert found["auprc"] == pytest.approx(0.5664444421, abs=1e-10)
    assert found["brier"] == pytest.approx(0.0849290978, abs=1e-10)


def test_auroc_of_the_single_marker_of_dcurves(cancer):
    outcome, _, marker = cancer
    assert binary_measures(outcome, marker.to_numpy())["auroc"] == pytest.approx(
        0.7087486157, abs=1e-10
    )


def test_bootstrap_error_of_the_cancer_marker_agrees_with_delong(cancer):
    outcome, risk, _ = cancer
    spread = auroc_draws(outcome, risk.to_numpy(), n_resamples=2000).std(ddof=1)
    assert spread == pytest.approx(0.0197456132, rel=0.06)


def test_bootstrap_z_of_two_markers_agrees_with_delong(cancer):
    outcome, risk, marker = cancer
    both = [auroc_draws(outcome, x.to_numpy(), n_resamples=2000) for x in (risk, marker)]
    difference = 0.8606275378 - 0.7087486157
    z = difference / (both[0] - both[1]).std(ddof=1)
    assert z == pytest.approx(5.3769787009, rel=0.06)


def test_counts_at_a_threshold_of_the_cancer_marker(cancer):
    # At .10: TP 87, FP 193, FN 18, TN 452.
    outcome, risk, _ = cancer
    found = binary_measures(outcome, risk.to_numpy(), threshold=0.10)
    assert found["sensitivity"] == pytest.approx(87 / 105)
    assert found["specificity"] == pytest.approx(452 / 645)
    assert found["ppv"] == pytest.approx(87 / 280)
    assert found["npv"] == pytest.approx(452 / 470)


def test_holm_of_five_values():
    assert holm([0.01, 0.02, 0.03, 0.04, 0.05]) == pytest.approx([0.05, 0.08, 0.09, 0.09, 0.09])
