"""Reading the long table of predictions."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.errors import RunError
from mtl_core.evaluation.arms.layout import lay_out
from mtl_core.schema import Arm, Task, TaskKind

ARMS = (Arm.MULTI_TASK, Arm.SINGLE_TASK)


def test_classes_come_in_the_order_of_the_task_whatever_the_order_of_the_lines():
    task = Task("ward", TaskKind.MULTICLASS, ("z", "a"))
    table = pd.DataFrame(
        {
            "row": [4, 4, 2, 2],
            "task": "ward",
            "arm": "multi_task",
            "repeat": 0,
            "fold": [0, 0, 1, 1],
            "class": ["a", "z", "z", "a"],
            "observed": [1.0, 0, 1, 0],
            "predicted": [0.7, 0.3, 0.6, 0.4],
        }
    )
    [found] = lay_out(table, [task], ARMS)
    np.testing.assert_array_equal(found.rows, [2, 4])
    np.testing.assert_array_equal(found.observed, [[1, 0], [0, 1]])
    np.testing.assert_array_equal(found.arms[Arm.MULTI_TASK].predicted[0], [[0.6, 0.4], [0.3, 0.7]])
    np.testing.assert_array_equal(found.arms[Arm.MULTI_TASK].fold[0], [1, 0])


@pytest.fixture
def table(lines):
    outcome, risk = np.array([0.0, 1, 0]), np.array([0.1, 0.2, 0.3])
    return pd.concat(
        [lines("sick", arm, outcome, risk) for arm in ("multi_task", "single_task")],
        ignore_index=True,
    )


def test_a_task_without_lines_is_refused(table):
    with pytest.raises(RunError, match="other"):
        lay_out(table, [Task("other", TaskKind.BINARY, ("no", "yes"))], ARMS)


@pytest.mark.parametrize(
    "damage",
    [
        lambda t: t.drop(index=0),
        lambda t: pd.concat([t, t.iloc[:1]]),
        lambda t: t.assign(observed=[0.0, 1, 0, 0, 0, 0]),
        lambda t: t.assign(repeat=[0, 0, 1, 0, 0, 0]),
    ],
    ids=["a row missing", "a row twice", "labels that differ", "a repeat that is not complete"],
)
def test_incomplete_predictions_are_refused_by_arm_and_task(table, sick, damage):
    with pytest.raises(RunError) as caught:
        lay_out(damage(table), [sick], ARMS)
    assert "'sick'" in str(caught.value)
    assert "_task'" in str(caught.value)


def test_an_unknown_class_is_counted_and_not_shown():
    task = Task("ward", TaskKind.MULTICLASS, ("a", "b"))
    table = pd.DataFrame(
        {
            "row": [0, 0],
            "task": "ward",
            "arm": "multi_task",
            "repeat": 0,
            "fold": 0,
            "class": ["a", "secret"],
            "observed": [1.0, 0],
            "predicted": [0.7, 0.3],
        }
    )
    with pytest.raises(RunError, match="1 lines of an unknown class") as caught:
        lay_out(table, [task], ARMS)
    assert "secret" not in str(caught.value)
