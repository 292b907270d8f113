"""Measures of a multiclass task against scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics

from mtl_core.evaluation.measures import multiclass_measures
from mtl_core.evaluation.measures.multiclass import MULTICLASS_MEASURES, multiclass_measurer


@pytest.fixture
def three_classes():
    rng = np.random.default_rng(11)
    truth = rng.choice(3, 300, p=[0.6, 0.3, 0.1])
    risk = rng.dirichlet([2, 2, 2], 300) + 0.3 * np.eye(3)[truth]
    return truth, risk / risk.sum(axis=1, keepdims=True)


def expected_of(truth, risk):
    named = risk.argmax(axis=1)
    return {
        "macro_auroc": metrics.roc_auc_score(truth, risk, multi_class="ovr", average="macro"),
        "log_loss": metrics.log_loss(truth, risk),
        "accuracy": metrics.accuracy_score(truth, named),
        "balanced_accuracy": metrics.balanced_accuracy_score(truth, named),
        "macro_f1": metrics.f1_score(truth, named, average="macro"),
    }


def test_all_measures_agree_with_scikit_learn(three_classes):
    truth, risk = three_classes
    found = multiclass_measures(np.eye(3)[truth], risk)
    assert found == pytest.approx(expected_of(truth, risk), abs=1e-12)


def test_every_measure_of_a_resample_equals_the_measure_of_the_resampled_rows(three_classes):
    truth, risk = three_classes
    counts = np.random.default_rng(2).poisson(1, 300)
    found = multiclass_measurer(np.eye(3)[truth], risk).measure(counts[:, None].astype(float))
    drawn = np.repeat(np.arange(300), counts)
    expected = expected_of(truth[drawn], risk[drawn])
    assert {name: found[name][0] for name in MULTICLASS_MEASURES} == pytest.approx(
        expected, abs=1e-12
    )


def test_a_class_that_is_never_named_scores_zero_in_macro_f1():
    truth = np.array([0, 0, 1, 2])
    risk = np.array([[0.8, 0.1, 0.1], [0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.6, 0.2, 0.2]])
    # F1 by hand: 4/5, 1 and 0.
    assert multiclass_measures(np.eye(3)[truth], risk)["macro_f1"] == pytest.approx(0.6)


def test_a_class_absent_from_the_rows_leaves_macro_averages_open():
    truth = np.array([0, 0, 1, 1])
    risk = np.array([[0.8, 0.1, 0.1], [0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.6, 0.2, 0.2]])
    found = multiclass_measures(np.eye(3)[truth], risk)
    undefined = {name for name, value in found.items() if np.isnan(value)}
    assert undefined == {"macro_auroc", "balanced_accuracy", "macro_f1"}
