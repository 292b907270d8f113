"""What figures show of an arm: the first repeat, every labelled row once."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import confusion_matrix

from mtl_core.evaluation.arms import confusion, first_repeat
from mtl_core.evaluation.measures import median_class
from mtl_core.schema import Arm, Task, TaskKind

CLASSES = ("I", "II", "III")
KINDS = (TaskKind.MULTICLASS, TaskKind.ORDINAL)


def long_table(observed, predicted, arm=Arm.MULTI_TASK, repeat=0):
    """Write ``(n, n_classes)`` as the long table of predictions."""
    n, width = observed.shape
    return pd.DataFrame(
        {
            "row": np.repeat(np.arange(n), width),
            "arm": arm.value,
            "repeat": repeat,
            "fold": np.repeat(np.arange(n) % 3, width),
            "class": list(CLASSES[:width]) * n,
            "observed": observed.ravel().astype(float),
            "predicted": predicted.ravel(),
        }
    )


@pytest.fixture
def drawn():
    rng = np.random.default_rng(0)
    return np.eye(3)[rng.integers(3, size=60)], rng.dirichlet(np.ones(3), size=60)


@pytest.mark.parametrize("kind", KINDS)
def test_the_confusion_is_that_of_scikit_learn(kind, drawn):
    observed, predicted = drawn
    table = long_table(observed, predicted).sample(frac=1.0, random_state=1)
    chosen = median_class(predicted) if kind is TaskKind.ORDINAL else predicted.argmax(axis=1)
    found = confusion(table, Task("stage", kind, CLASSES), Arm.MULTI_TASK)
    assert found.tolist() == confusion_matrix(observed.argmax(axis=1), chosen).tolist()


def test_an_arm_without_predictions_has_an_empty_confusion(drawn):
    task = Task("stage", TaskKind.MULTICLASS, CLASSES)
    assert confusion(long_table(*drawn), task, Arm.SVM).sum() == 0


def test_a_class_or_a_higher_one_is_summed_patient_by_patient():
    predicted = np.array([[0.2, 0.5, 0.3], [0.1, 0.3, 0.6]])
    observed = np.array([[0, 1, 0], [0, 0, 1]])
    risk = first_repeat(long_table(observed, predicted), Arm.MULTI_TASK, ("II", "III"))
    assert risk.rows.tolist() == [0, 1]
    assert risk.observed.tolist() == [1, 1]
    assert risk.predicted.tolist() == pytest.approx([0.8, 0.9])
    assert (risk.n, risk.events, risk.prevalence, risk.varies) == (2, 2, 1.0, False)


def test_only_the_first_repeat_of_the_arm_counts_where_predictions_are_known(drawn):
    observed, predicted = (each[:, :1] for each in drawn)
    blank = np.where(np.arange(60)[:, None] == 7, np.nan, predicted)
    table = pd.concat(
        [
            long_table(observed, 1 - predicted, Arm.SINGLE_TASK),
            long_table(observed, 1 - predicted, repeat=1),
            long_table(observed, blank),
        ]
    )
    found = first_repeat(table, Arm.MULTI_TASK)
    kept = np.arange(60) != 7
    assert found.rows.tolist() == np.flatnonzero(kept).tolist()
    assert found.pair[0].tolist() == observed[kept, 0].tolist()
    assert found.pair[1].tolist() == predicted[kept, 0].tolist()


def test_a_threshold_is_that_of_the_predictions_or_the_event_rate_of_other_folds():
    observed, predicted = np.array([[1], [0], [0], [1]]), np.full((4, 1), 0.5)
    table = long_table(observed, predicted).assign(fold=[0, 0, 1, 1])
    table.loc[0, "observed"] = 0.0
    assert first_repeat(table, Arm.MULTI_TASK).study_thresholds.tolist() == [0.5, 0.5, 0.0, 0.0]
    given = first_repeat(table.assign(threshold=0.3), Arm.MULTI_TASK).study_thresholds
    assert given.tolist() == [0.3] * 4
