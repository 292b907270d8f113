"""Measures of a binary task against scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics

from mtl_core.evaluation.measures import binary_measures
from mtl_core.evaluation.measures.binary import (
    BINARY_MEASURES,
    binary_measurer,
    training_thresholds,
)


def test_discrimination_and_scores_agree_with_scikit_learn(cohort):
    outcome, _, risk = cohort
    found = binary_measures(outcome, risk)
    assert found["auroc"] == pytest.approx(metrics.roc_auc_score(outcome, risk), abs=1e-12)
    assert found["auprc"] == pytest.approx(
        metrics.average_precision_score(outcome, risk), abs=1e-12
    )
    assert found["brier"] == pytest.approx(metrics.brier_score_loss(outcome, risk), abs=1e-12)
    assert found["log_loss"] == pytest.approx(metrics.log_loss(outcome, risk), abs=1e-12)
    of_prevalence = metrics.brier_score_loss(outcome, np.full(len(outcome), outcome.mean()))
    scaled = 1 - metrics.brier_score_loss(outcome, risk) / of_prevalence
    assert found["scaled_brier"] == pytest.approx(scaled, abs=1e-12)


def test_measures_at_a_threshold_agree_with_scikit_learn(cohort):
    outcome, _, risk = cohort
    found = binary_measures(outcome, risk, threshold=0.4)
    said = (risk > 0.4).astype(float)
    expected = {
        "accuracy": metrics.accuracy_score(outcome, said),
        "sensitivity": metrics.recall_score(outcome, said),
        "specificity": metrics.recall_score(outcome, said, pos_label=0),
        "ppv": metrics.precision_score(outcome, said),
        "npv": metrics.precision_score(outcome, said, pos_label=0),
        "f1": metrics.f1_score(outcome, said),
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-12)


def test_risks_of_zero_and_one_give_the_log_loss_of_scikit_learn():
    outcome = np.array([1.0, 0, 1, 0])
    risk = np.array([1.0, 0.0, 0.0, 0.25])
    expected = metrics.log_loss(outcome, risk)
    assert binary_measures(outcome, risk)["log_loss"] == pytest.approx(expected, rel=1e-12)


def test_every_measure_of_every_resample_equals_the_measure_of_the_resampled_rows(cohort):
    outcome, _, risk = (part[:80] for part in cohort)
    counts = np.random.default_rng(1).poisson(1, 80)
    measurer = binary_measurer(outcome, risk, np.full(80, 0.3))
    found = measurer.measure(counts[:, None].astype(float))
    drawn = np.repeat(np.arange(80), counts)
    expected = binary_measures(outcome[drawn], risk[drawn], threshold=0.3)
    for name in BINARY_MEASURES:
        if "calibration" not in name:  # one step from the solution, tested in test_calibration
            assert found[name][0] == pytest.approx(expected[name], abs=1e-12), name


def test_a_threshold_comes_from_the_other_folds():
    observed = np.array([1.0, 1, 0, 0, 0, 0])
    fold = np.array([0, 0, 1, 1, 1, 1])
    np.testing.assert_allclose(training_thresholds(observed, fold), [0, 0, 1, 1, 1, 1])


def test_changing_a_row_of_a_fold_leaves_the_threshold_of_that_fold():
    observed, fold = np.array([1.0, 0, 1, 0, 0, 1]), np.array([0, 0, 0, 1, 1, 1])
    changed = observed.copy()
    changed[0] = 0
    before, after = training_thresholds(observed, fold), training_thresholds(changed, fold)
    assert (before[fold == 0] == after[fold == 0]).all()
    assert (before[fold == 1] != after[fold == 1]).all()


def test_one_fold_has_no_threshold_and_no_measure_at_it(cohort):
    outcome, risk, _ = cohort
    threshold = training_thresholds(outcome, np.zeros(len(outcome), dtype=int))
    found = binary_measurer(outcome, risk, threshold).measure(np.ones((len(outcome), 1)))
    at_threshold = ("accuracy", "sensitivity", "specificity", "ppv", "npv", "f1")
    assert all(np.isnan(found[name][0]) for name in at_threshold)
    assert all(np.isfinite(found[name][0]) for name in set(BINARY_MEASURES) - set(at_threshold))


def test_nobody_above_the_threshold_leaves_only_the_positive_predictive_value_open():
    outcome, risk = np.array([1.0, 0, 1, 0]), np.array([0.1, 0.2, 0.3, 0.15])
    found = binary_measures(outcome, risk, threshold=0.9)
    assert np.isnan(found["ppv"])
    assert found["npv"] == 0.5
    assert found["f1"] == found["sensitivity"] == 0.0


def test_a_prevalence_shift_moves_the_brier_score_and_not_the_auroc(cohort):
    outcome, risk, _ = cohort
    twice = np.concatenate([np.arange(len(outcome)), np.flatnonzero(outcome == 1)])
    before, after = binary_measures(outcome, risk), binary_measures(outcome[twice], risk[twice])
    assert after["auroc"] == pytest.approx(before["auroc"], abs=1e-12)
    assert abs(after["brier"] - before["brier"]) > 0.01
    assert after["calibration_in_the_large"] - before["calibration_in_the_large"] > 0.3
