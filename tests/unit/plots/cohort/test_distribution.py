"""How one column is spread among patients with different outcomes."""

import numpy as np
import pandas as pd

from mtl_core.plots.cohort import column_by_outcome, column_histogram

OUTCOME = pd.Series(["yes"] * 4 + ["no"] * 4 + [None] * 2, dtype=object)


def _share(chart, outcome, value):
    table = chart.table
    return table[(table["outcome"] == outcome) & (table["value"] == value)]["share"].item()


def test_levels_are_shares_of_the_rows_of_each_outcome_with_missing_cells_as_a_level():
    values = pd.Series(["a", "a", "b", None, "a", "b", "b", "b", "a", "a"], dtype=object)
    chart = column_by_outcome(values, OUTCOME, "stage", "died")
    assert _share(chart, "yes", "a") == 0.5
    assert _share(chart, "yes", "missing") == 0.25
    assert _share(chart, "no", "b") == 0.75
    assert "yes: most often a (50 %), 25 % missing, 4 rows" in chart.reading


def test_rows_without_a_label_are_left_out():
    values = pd.Series(["a"] * 8 + ["z"] * 2, dtype=object)
    assert "z" not in set(column_by_outcome(values, OUTCOME, "x", "t").table["value"])


def test_numbers_name_outcomes_without_decimals():
    outcome = pd.Series([0.0, 1.0, np.nan])
    chart = column_by_outcome(pd.Series(["a"] * 3, dtype=object), outcome, "x", "t")
    assert set(chart.table["outcome"]) == {"0", "1"}


def test_many_numbers_become_curves_whose_shares_add_up_to_one_with_the_missing():
    rng = np.random.default_rng(0)
    values = pd.Series(np.where(rng.random(400) < 0.1, np.nan, rng.normal(size=400)))
    outcome = pd.Series(rng.choice(["a", "b"], 400))
    chart = column_by_outcome(values, outcome, "x", "t")
    np.testing.assert_allclose(chart.table.groupby("outcome")["share"].sum(), 1.0)
    assert chart.table["rows"].sum() == 400
    assert [trace.name for trace in chart.figure.data] == ["a", "b"]


def test_few_numbers_are_bars_in_their_order():
    values = pd.Series([10.0, 2, 1, 2, 1, 2, 10, np.nan, 3, 3])
    chart = column_by_outcome(values, OUTCOME, "x", "t")
    assert chart.figure.layout.yaxis.ticktext == ("1", "2", "10", "missing")


def test_outcomes_beyond_five_are_summed():
    outcome = pd.Series([f"class {i}" for i in range(8)] * 3)
    chart = column_by_outcome(pd.Series(["x"] * 24, dtype=object), outcome, "x", "t")
    assert chart.table["outcome"].nunique() == 5
    assert chart.table["rows"].sum() == 24


def test_a_task_without_labels_and_a_column_without_values_do_not_crash():
    nothing = pd.Series([None] * 3, dtype=object)
    assert "No row has a known label" in column_by_outcome(nothing, nothing, "x", "t").reading
    blank = pd.Series([np.nan] * 10)
    assert "no known value, 100 % missing" in column_by_outcome(blank, OUTCOME, "x", "t").reading


def test_missing_cells_have_a_bar_beside_the_levels():
    values = pd.Series(["a", "a", None], dtype=object)
    chart = column_histogram(values, "x")
    assert chart.figure.layout.yaxis.ticktext == ("a", "missing")
    assert chart.figure.data[1].x.tolist() == [1]
    assert chart.reading.endswith("1 are missing.")
