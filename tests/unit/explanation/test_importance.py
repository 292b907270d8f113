"""Summaries over patients: worked by hand, and against scipy's bootstrap."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mtl_core.errors import RunError
from mtl_core.explanation import importance, task_feature_matrix


def long_table(values, outputs, features):
    """Build the long table of an array (n_patients, n_outputs, n_features)."""
    n_patients = len(values)
    index = pd.MultiIndex.from_product(
        [range(n_patients), range(len(outputs)), features], names=["row", "output", "feature"]
    )
    table = pd.DataFrame({"value": np.ravel(values)}, index=index).reset_index()
    table["task"] = [outputs[i][0] for i in table["output"]]
    table["class"] = pd.Series([outputs[i][1] for i in table["output"]], dtype=object)
    return table.drop(columns="output")


TABLE = long_table(
    [[[0.1, -0.3], [4.0, 0.0]], [[-0.1, 0.5], [-8.0, 2.0]]],
    [("sepsis", "yes"), ("cost", None)],
    ["age", "sex"],
)


def test_importance_is_the_mean_absolute_value_with_the_largest_first():
    found = importance(TABLE)
    assert list(found.columns) == ["task", "class", "feature", "mean_abs", "low", "high", "n"]
    assert set(found["n"]) == {TABLE["row"].nunique()}
    assert found["task"].tolist() == ["sepsis", "sepsis", "cost", "cost"]
    assert found["class"].tolist() == ["yes", "yes", None, None]
    assert found["feature"].tolist() == ["sex", "age", "age", "sex"]
    np.testing.assert_allclose(found["mean_abs"], [0.4, 0.1, 6.0, 1.0])


def test_intervals_agree_with_the_percentile_bootstrap_of_scipy():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(200, 1, 2)) * [1.0, 0.2]
    found = importance(long_table(values, [("a", "1")], ["x", "y"]), n_resamples=4000, seed=1)
    for place in range(2):
        sample = np.abs(values[:, 0, place])
        theirs = stats.bootstrap(
            (sample,), np.mean, n_resamples=4000, method="percentile", rng=np.random.default_rng(2)
        )
        noise = 0.1 * theirs.standard_error
        assert abs(found["low"][place] - theirs.confidence_interval.low) < noise
        assert abs(found["high"][place] - theirs.confidence_interval.high) < noise


def test_intervals_repeat_with_the_seed_and_hold_the_mean():
    first, again = importance(TABLE, seed=3), importance(TABLE, seed=3)
    pd.testing.assert_frame_equal(first, again)
    assert (first["low"] <= first["mean_abs"]).all()
    assert (first["mean_abs"] <= first["high"]).all()


def test_the_order_of_lines_does_not_matter():
    shuffled = TABLE.sample(frac=1, random_state=0)
    by = ["task", "feature"]
    pd.testing.assert_frame_equal(
        importance(shuffled).sort_values(by, ignore_index=True),
        importance(TABLE).sort_values(by, ignore_index=True),
    )


def test_one_patient_has_an_interval_of_no_width():
    found = importance(TABLE[TABLE["row"] == 0])
    np.testing.assert_array_equal(found["low"], found["high"])


def test_shares_of_a_task_add_up_to_one():
    shares = task_feature_matrix(TABLE)
    assert shares.index.tolist() == ["sepsis", "cost"]
    np.testing.assert_allclose(shares.loc["sepsis", ["age", "sex"]], [0.2, 0.8])
    np.testing.assert_allclose(shares.loc["cost", ["age", "sex"]], [6 / 7, 1 / 7])
    assert shares.columns.tolist() == ["age", "sex"]


def test_the_classes_of_a_task_are_averaged():
    table = long_table(
        [[[0.1, 0.3], [-0.3, 0.1], [0.2, 0.2]]],
        [("stage", "I"), ("stage", "II"), ("stage", "III")],
        ["age", "sex"],
    )
    shares = task_feature_matrix(table)
    np.testing.assert_allclose(shares.loc["stage"], [0.5, 0.5])
    assert shares.shape == (1, 2)


def test_a_task_that_nothing_moves_has_zero_shares():
    table = long_table([[[0.0, 0.0]]], [("a", "1")], ["x", "y"])
    np.testing.assert_array_equal(task_feature_matrix(table), [[0.0, 0.0]])


def test_nothing_explained_gives_empty_summaries():
    assert importance(TABLE.iloc[:0]).empty
    assert list(importance(TABLE.iloc[:0]).columns)[:3] == ["task", "class", "feature"]
    assert task_feature_matrix(TABLE.iloc[:0]).empty


def test_an_incomplete_table_is_refused():
    with pytest.raises(RunError, match="7 lines, 1 values missing"):
        importance(TABLE.iloc[1:])
    with pytest.raises(RunError, match="16 lines"):
        importance(pd.concat([TABLE, TABLE]))
