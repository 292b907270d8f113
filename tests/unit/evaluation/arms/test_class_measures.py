"""Each class against the rest beside scikit-learn, and where it must equal a yes/no outcome."""

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

from mtl_core.evaluation.arms import class_measures
from mtl_core.evaluation.intervals.resampling import resample_patients
from mtl_core.evaluation.measures import binary_measures, multiclass_measures
from mtl_core.schema import Arm, Task, TaskKind

WARD = Task("ward", TaskKind.MULTICLASS, ("home", "ward", "icu"))
GRADE = Task("grade", TaskKind.ORDINAL, ("low", "mid", "high"))
RESAMPLES = {"n_resamples": 200, "seed": 4}


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.default_rng(3)
    truth = rng.choice(3, 240, p=[0.5, 0.3, 0.2])
    risk = rng.dirichlet([2, 2, 2], 240) + 0.3 * np.eye(3)[truth]
    return truth, risk / risk.sum(axis=1, keepdims=True)


def long(task, truth, risk, arm="multi_task", repeat=0):
    n = len(truth)
    return pd.DataFrame(
        {
            "row": np.repeat(np.arange(n), 3),
            "task": task.name,
            "arm": arm,
            "repeat": repeat,
            "fold": np.repeat(np.arange(n) % 5, 3),
            "class": list(task.classes) * n,
            "observed": np.eye(3)[truth].ravel(),
            "predicted": risk.ravel(),
        }
    )


def measured(task, table, n):
    resamples = resample_patients(np.arange(n), np.zeros(n, int), **RESAMPLES)
    return class_measures(table, task, [Arm.MULTI_TASK], resamples)


def test_every_class_against_the_rest_is_what_scikit_learn_says(drawn):
    truth, risk = drawn
    found = measured(WARD, long(WARD, truth, risk), 240)
    named = risk.argmax(axis=1)
    assert tuple(found) == WARD.classes
    for place, name in enumerate(WARD.classes):
        event = truth == place
        expected = {
            "auroc": metrics.roc_auc_score(event, risk[:, place]),
            "auprc": metrics.average_precision_score(event, risk[:, place]),
            "brier": metrics.brier_score_loss(event, risk[:, place]),
            "log_loss": metrics.log_loss(event, risk[:, place]),
            "sensitivity": metrics.recall_score(truth, named, labels=[place], average=None)[0],
            "ppv": metrics.precision_score(truth, named, labels=[place], average=None)[0],
            "f1": metrics.f1_score(truth, named, labels=[place], average=None)[0],
        }
        estimates = found[name].arms[Arm.MULTI_TASK]
        assert {k: estimates[k].value for k in expected} == pytest.approx(expected, abs=1e-12)
        assert all(e.low <= e.value <= e.high for e in estimates.values())
        assert (found[name].n, found[name].events) == (240, event.sum())


def test_their_mean_is_the_macro_measure(drawn):
    truth, risk = drawn
    found = [m.arms[Arm.MULTI_TASK] for m in measured(WARD, long(WARD, truth, risk), 240).values()]
    whole = multiclass_measures(np.eye(3)[truth], risk)
    for one, macro in (("auroc", "macro_auroc"), ("sensitivity", "balanced_accuracy"),
                       ("f1", "macro_f1")):  # fmt: skip
        assert np.mean([m[one].value for m in found]) == pytest.approx(whole[macro], abs=1e-12)


def test_calibration_of_a_class_is_that_of_its_risk_as_a_yes_no_outcome(drawn):
    truth, risk = drawn
    found = measured(WARD, long(WARD, truth, risk), 240)["icu"].arms[Arm.MULTI_TASK]
    alone = binary_measures((truth == 2).astype(float), risk[:, 2])
    for name in ("calibration_slope", "calibration_in_the_large", "scaled_brier"):
        assert found[name].value == pytest.approx(alone[name], abs=1e-9)


def test_the_predicted_class_of_ordered_classes_is_the_median():
    truth = np.repeat([0, 1, 2], 12)
    risk = np.tile([0.4, 0.2, 0.4], (36, 1))
    found = measured(GRADE, long(GRADE, truth, risk), 36)
    # The median of .4, .2, .4 is the middle class; the most probable one is not.
    recalled = [found[name].arms[Arm.MULTI_TASK]["sensitivity"].value for name in GRADE.classes]
    assert recalled == [0, 1, 0]


def test_a_class_that_is_never_predicted_has_a_reason_and_a_rare_class_too():
    truth = np.repeat([0, 1, 2], [40, 20, 6])
    risk = np.tile([0.6, 0.3, 0.1], (66, 1))
    found = measured(WARD, long(WARD, truth, risk), 66)
    never = found["ward"].arms[Arm.MULTI_TASK]["ppv"]
    assert (never.value, never.reason) == (None, "not estimable (this class is never predicted)")
    always = found["home"].arms[Arm.MULTI_TASK]["npv"]
    assert always.reason == "not estimable (only this class is ever predicted)"
    rare = found["icu"].arms[Arm.MULTI_TASK].values()
    assert {e.reason for e in rare} == {"not estimable (6 events)"}


def test_repeats_are_averaged(drawn):
    truth, risk = drawn
    other = np.random.default_rng(9).dirichlet([1, 1, 1], 240)
    table = pd.concat([long(WARD, truth, risk), long(WARD, truth, other, repeat=1)])
    found = measured(WARD, table, 240)["home"].arms[Arm.MULTI_TASK]["auroc"].value
    each = [metrics.roc_auc_score(truth == 0, r[:, 0]) for r in (risk, other)]
    assert found == pytest.approx(np.mean(each), abs=1e-12)
