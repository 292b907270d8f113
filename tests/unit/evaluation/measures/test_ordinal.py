"""Measures of an ordinal task against scikit-learn, and where they must equal those of others."""

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

from mtl_core.evaluation.arms import evaluate
from mtl_core.evaluation.measures import binary_measures, median_class, ordinal_measures
from mtl_core.evaluation.measures.multiclass import MULTICLASS_MEASURES
from mtl_core.evaluation.measures.ordinal import ORDINAL_MEASURES, ordinal_measurer
from mtl_core.schema import Arm, EvaluationPlan, Task, TaskKind

N_CLASSES = 4
GRADE = Task("grade", TaskKind.ORDINAL, ("none", "mild", "moderate", "severe"))


def drawn(n=300, seed=11):
    rng = np.random.default_rng(seed)
    truth = rng.choice(N_CLASSES, n, p=[0.4, 0.3, 0.2, 0.1])
    near = np.exp(-np.abs(np.arange(N_CLASSES) - truth[:, None]))
    risk = rng.dirichlet(np.ones(N_CLASSES), n) + 0.4 * near
    return truth, risk / risk.sum(axis=1, keepdims=True)


def expected_of(truth, risk):
    """scikit-learn 1.x: cohen_kappa_score with quadratic weights, the others cut by cut."""
    named = (risk.cumsum(axis=1) < 0.5).sum(axis=1)
    cuts = range(1, N_CLASSES)
    above = {k: risk[:, k:].sum(axis=1) for k in cuts}
    return {
        "ordinal_auroc": np.mean([metrics.roc_auc_score(truth >= k, above[k]) for k in cuts]),
        "weighted_kappa": metrics.cohen_kappa_score(truth, named, weights="quadratic"),
        "mae_steps": metrics.mean_absolute_error(truth, named),
        "ranked_probability_score": np.mean(
            [metrics.brier_score_loss(truth >= k, above[k]) for k in cuts]
        ),
    }


def test_the_measures_agree_with_scikit_learn():
    truth, risk = drawn()
    found = ordinal_measures(np.eye(N_CLASSES)[truth], risk)
    assert tuple(found) == ORDINAL_MEASURES
    expected = expected_of(truth, risk)
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-12)


def test_measures_of_the_predicted_class_are_those_of_the_median_and_the_others_know_no_order():
    truth, risk = drawn()
    named = (risk.cumsum(axis=1) < 0.5).sum(axis=1)
    found = ordinal_measures(np.eye(N_CLASSES)[truth], risk)
    expected = {
        "macro_auroc": metrics.roc_auc_score(truth, risk, multi_class="ovr", average="macro"),
        "log_loss": metrics.log_loss(truth, risk),
        "accuracy": metrics.accuracy_score(truth, named),
        "balanced_accuracy": metrics.balanced_accuracy_score(truth, named),
        "macro_f1": metrics.f1_score(truth, named, average="macro"),
    }
    assert {name: found[name] for name in MULTICLASS_MEASURES} == pytest.approx(expected)


def test_no_class_lies_nearer_to_the_truth_on_average_than_the_median():
    risk = drawn()[1]
    distances = np.abs(np.arange(N_CLASSES)[:, None] - np.arange(N_CLASSES))
    expected = risk @ distances
    chosen = expected[np.arange(len(risk)), median_class(risk)]
    assert chosen == pytest.approx(expected.min(axis=1), abs=1e-12)


def test_every_measure_of_a_resample_equals_the_measure_of_the_resampled_rows():
    truth, risk = drawn()
    counts = np.random.default_rng(2).poisson(1, len(truth))
    measurer = ordinal_measurer(np.eye(N_CLASSES)[truth], risk)
    rows = np.repeat(np.arange(len(truth)), counts)
    expected = expected_of(truth[rows], risk[rows])
    weights = counts[:, None].astype(float)
    found = measurer.measure(weights)
    assert {name: found[name][0] for name in expected} == pytest.approx(expected, abs=1e-12)
    light = measurer.lighter().measure(weights.astype(np.float32))
    assert {name: light[name][0] for name in expected} == pytest.approx(expected, rel=1e-4)


def test_with_two_classes_discrimination_and_score_are_those_of_a_yes_no_outcome():
    truth, risk = drawn()
    event, chance = (truth >= 2).astype(float), risk[:, 2:].sum(axis=1)
    found = ordinal_measures(
        np.column_stack([1 - event, event]), np.column_stack([1 - chance, chance])
    )
    expected = binary_measures(event, chance, threshold=0.5)
    assert found["ordinal_auroc"] == pytest.approx(expected["auroc"], abs=1e-12)
    assert found["ranked_probability_score"] == pytest.approx(expected["brier"], abs=1e-12)
    assert found["log_loss"] == pytest.approx(expected["log_loss"], abs=1e-9)
    assert found["accuracy"] == pytest.approx(expected["accuracy"], abs=1e-12)


def test_a_miss_by_two_classes_costs_more_than_a_miss_by_one():
    truth = np.array([0, 1, 2, 3] * 5)
    by_one, by_two = np.eye(4)[np.minimum(truth + 1, 3)], np.eye(4)[np.minimum(truth + 2, 3)]
    near, far = (ordinal_measures(np.eye(4)[truth], risk) for risk in (by_one, by_two))
    # by hand: steps 1, 1, 1, 0 and 2, 2, 1, 0
    assert (near["mae_steps"], far["mae_steps"]) == pytest.approx((0.75, 1.25))
    assert near["ranked_probability_score"] == pytest.approx(0.25)
    assert far["ranked_probability_score"] == pytest.approx(5 / 12)
    assert near["weighted_kappa"] > far["weighted_kappa"]


def test_order_reversed_leaves_every_measure_but_the_names_of_the_classes():
    truth, risk = drawn()
    one = ordinal_measures(np.eye(N_CLASSES)[truth], risk)
    other = ordinal_measures(np.eye(N_CLASSES)[N_CLASSES - 1 - truth], risk[:, ::-1])
    assert other == pytest.approx(one, abs=1e-12)


def test_without_the_highest_class_discrimination_is_open_and_errors_are_not():
    truth, risk = drawn()
    kept = truth < N_CLASSES - 1
    found = ordinal_measures(np.eye(N_CLASSES)[truth[kept]], risk[kept])
    assert np.isnan(found["ordinal_auroc"])
    assert np.isfinite([found["mae_steps"], found["ranked_probability_score"]]).all()


def test_kappa_is_open_where_one_class_is_observed_and_predicted():
    one = np.tile([1.0, 0, 0, 0], (12, 1))
    found = ordinal_measures(one, one)
    assert np.isnan(found["weighted_kappa"])
    assert found["mae_steps"] == 0


def lines(arm, truth, risk):
    n = len(truth)
    return pd.DataFrame(
        {
            "row": np.repeat(np.arange(n), N_CLASSES),
            "task": "grade",
            "arm": arm,
            "repeat": 0,
            "fold": np.repeat(np.arange(n) % 5, N_CLASSES),
            "class": list(GRADE.classes) * n,
            "observed": np.eye(N_CLASSES)[truth].ravel(),
            "predicted": risk.ravel(),
        }
    )


def test_an_ordinal_task_is_evaluated_and_compared_with_intervals():
    truth, risk = drawn()
    worse = 0.5 * risk + 0.5 * drawn(seed=12)[1]
    table = pd.concat([lines("multi_task", truth, risk), lines("single_task", truth, worse)])
    result = evaluate(
        table,
        [GRADE],
        arms=(Arm.MULTI_TASK, Arm.SINGLE_TASK),
        plan=EvaluationPlan(n_resamples=200, seed=3),
        patients=np.arange(len(truth)),
        strata=np.zeros(len(truth), int),
    )["grade"]
    assert result.events == np.bincount(truth).min()
    assert result.threshold is None
    for estimate in result.arms[Arm.MULTI_TASK].values():
        assert estimate.low < estimate.value < estimate.high
    expected = (
        expected_of(truth, risk)["ordinal_auroc"] - expected_of(truth, worse)["ordinal_auroc"]
    )
    difference = result.difference["ordinal_auroc"]
    assert difference.value == pytest.approx(expected, abs=1e-12)
    assert difference.p_holm is not None
