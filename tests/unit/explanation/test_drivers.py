"""Shared and task-specific drivers, on shares chosen by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from mtl_core.errors import RunError
from mtl_core.explanation import shared_drivers

SHARES = {
    "death": {"age": 0.50, "crea": 0.30, "sex": 0.15, "site": 0.05},
    "sepsis": {"age": 0.40, "crea": 0.10, "sex": 0.10, "site": 0.40},
    "aki": {"age": 0.30, "crea": 0.60, "sex": 0.05, "site": 0.05},
}


def _table(shares=SHARES):
    lines = [
        {"row": 0, "task": task, "class": "yes", "feature": feature, "value": share}
        for task, of_task in shares.items()
        for feature, share in of_task.items()
    ]
    return pd.DataFrame(lines)


def test_columns_above_an_even_share_for_most_tasks_are_shared():
    """With four columns an even share is .25: age passes in 3 tasks, crea in 2, site in 1."""
    drivers = shared_drivers(_table(), ["death", "sepsis", "aki"])
    assert drivers.shared == ("age", "crea")
    assert drivers.specific == {"death": (), "sepsis": ("site",), "aki": ()}


def test_half_of_the_tasks_is_not_most():
    drivers = shared_drivers(_table(), ["death", "sepsis"])
    assert drivers.shared == ("age",)
    assert drivers.specific == {"death": ("crea",), "sepsis": ("site",)}


def test_the_sentence_says_push_and_never_cause():
    drivers = shared_drivers(_table(), ["death", "sepsis", "aki"])
    assert drivers.sentence == (
        "age and crea push the estimates of most of the 3 tasks; "
        "site pushes the estimate of sepsis only."
    )


def test_a_lone_task_shares_nothing():
    drivers = shared_drivers(_table(), ["death"])
    assert drivers.shared == ()
    assert drivers.sentence == "death stands alone: age and crea push its estimate most."


def test_tasks_without_common_columns_are_told_so():
    apart = {"a": {"x": 1.0, "y": 0.0}, "b": {"x": 0.0, "y": 1.0}}
    assert shared_drivers(_table(apart), ["a", "b"]).sentence == (
        "No column pushes the estimates of most of the 2 tasks; "
        "x pushes the estimate of a only; y pushes the estimate of b only."
    )


def test_a_sentence_names_three_columns_and_counts_the_rest():
    wide = {t: {f"x{i}": 10.0 - i if i < 5 else 0.0 for i in range(20)} for t in ("a", "b")}
    assert shared_drivers(_table(wide), ["a", "b"]).sentence == (
        "x0, x1, x2 and 2 more push the estimates of most of the 2 tasks."
    )


def test_a_model_that_nothing_moves_has_no_drivers():
    still = {"a": {"x": 0.0, "y": 0.0}}
    drivers = shared_drivers(_table(still), ["a"])
    assert drivers.specific == {"a": ()}
    assert drivers.sentence == "a stands alone: no column pushes its estimate most."


@pytest.mark.parametrize(("tasks", "found"), [(["ards"], "ards"), ([], "no task given")])
def test_a_group_that_was_not_explained_is_refused(tasks, found):
    with pytest.raises(RunError, match=found):
        shared_drivers(_table(), tasks)
