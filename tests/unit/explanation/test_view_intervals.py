"""Intervals of the views of an explanation beside errors that need no resample.

With 1,000 resamples the length of a percentile interval is known within 4 %.
"""

import numpy as np
import pandas as pd
import pytest

from mtl_core.explanation import dependence, importance_by_level, task_similarity
from mtl_core.schema import Output

N = 400
REACH = 2 * 1.959964


def values_of(seed):
    rng = np.random.default_rng(seed)
    return {"age": rng.normal(0.5, 1, N), "sex": rng.normal(0, 0.4, N)}


def long_table(tasks):
    """Shapley values by task and column as the stored table; ``sex`` parts the patients in two."""
    cells = {"age": [f"{n}" for n in range(N)], "sex": ["f", "m"] * (N // 2)}
    ranks = {"age": np.arange(1, N + 1) / N, "sex": np.nan}
    return pd.concat(
        pd.DataFrame(
            {"row": np.arange(N), "task": task, "class": None, "feature": name, "value": value,
             "logit_value": np.nan, "feature_value": cells[name], "feature_rank": ranks[name]}
        ).astype({"class": object})
        for task, values in tasks.items()
        for name, value in values.items()
    )  # fmt: skip


def error_of_mean(values):
    return values.std() / np.sqrt(len(values))


def test_the_mean_of_a_group_has_the_error_of_a_mean():
    values = values_of(0)
    found = dependence(long_table({"stay": values}), Output("stay"), "sex")
    groups = found.groups.set_index("group")
    for place, name in enumerate("fm"):
        half = groups.loc[name, "high"] - groups.loc[name, "low"]
        assert half / REACH == pytest.approx(error_of_mean(values["sex"][place::2]), rel=0.12)


def test_importance_in_a_level_has_the_error_of_a_mean():
    values = values_of(1)
    table = importance_by_level(long_table({"stay": values}), Output("stay"), "sex").table
    for feature, each in values.items():
        for place, name in enumerate("fm"):
            line = table[(table["feature"] == feature) & (table["level"] == name)].iloc[0]
            expected = error_of_mean(np.abs(each[place::2]))
            assert (line["high"] - line["low"]) / REACH == pytest.approx(expected, rel=0.12)


def test_the_cosine_of_two_tasks_has_the_error_of_the_jackknife():
    one, noise = values_of(2), values_of(3)
    other = {name: one[name] + noise[name] for name in one}
    found = task_similarity(long_table({"stay": one, "cost": other}))
    a, b = (np.column_stack([task["age"], task["sex"]]) for task in (one, other))

    def cosine(rows):
        return (a[rows] * b[rows]).sum() / np.sqrt((a[rows] ** 2).sum() * (b[rows] ** 2).sum())

    left_out = np.array([cosine(np.delete(np.arange(N), row)) for row in range(N)])
    error = np.sqrt((N - 1) / N * ((left_out - left_out.mean()) ** 2).sum())
    assert found.matrix[0, 1] == pytest.approx(cosine(np.arange(N)), abs=1e-12)
    assert (found.high[0, 1] - found.low[0, 1]) / REACH == pytest.approx(error, rel=0.12)
