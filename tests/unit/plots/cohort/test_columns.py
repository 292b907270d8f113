"""Missing cells, distributions, labels, training curves."""

import numpy as np
import pandas as pd

from mtl_core.plots.cohort import (
    column_histogram,
    label_availability,
    label_overlap,
    missingness_bars,
)
from mtl_core.plots.training import progress_curves
from mtl_core.schema import Arm, ColumnKind, ColumnProfile, ColumnRole


def _column(name: str, missing: float) -> ColumnProfile:
    return ColumnProfile(name, ColumnKind.NUMERIC, missing, 10, ColumnRole.FEATURE)


def test_columns_are_ordered_by_missing_cells_and_complete_ones_left_out():
    chart = missingness_bars([_column("a", 0.1), _column("b", 0.0), _column("c", 0.5)], 200)
    assert chart.figure.data[0].x.tolist() == [0.5, 0.1]
    assert chart.figure.layout.yaxis.ticktext == ("c", "a")
    assert chart.table["n_missing"].tolist() == [100, 20, 0]
    assert "c has the most missing cells (50 %)" in chart.reading


def test_a_complete_table_says_so():
    assert "No cell is missing" in missingness_bars([_column("a", 0.0)], 3).reading


def test_a_histogram_counts_every_known_number():
    values = pd.Series([*np.arange(100.0), np.nan], name="age")
    chart = column_histogram(values)
    assert chart.table["rows"].sum() == 100
    assert "median 49.5" in chart.reading
    assert "1 of 101 are missing" in chart.reading


def test_levels_beyond_twenty_are_summed():
    values = pd.Series([f"level {i:02d}" for i in range(30)] * 2 + ["level 00"], name="dz")
    chart = column_histogram(values)
    assert chart.figure.data[0].x.tolist() == [3, *[2] * 19, 20]
    assert chart.figure.layout.yaxis.ticktext[-1] == "10 other levels"


def test_an_empty_column_does_not_crash():
    assert "no known value" in column_histogram(pd.Series([np.nan], name="x")).reading
    assert "no known value" in column_histogram(pd.Series([None], name="x", dtype=object)).reading


def test_labels_are_counted_per_task_with_their_events():
    labelled = pd.DataFrame({"a": [True] * 4, "b": [True, False, False, False]})
    chart = label_availability(labelled, {"a": 3, "b": None})
    assert chart.figure.data[0].x.tolist() == [4, 1]
    assert chart.figure.data[1].x.tolist() == [3, 0]
    assert "b has the fewest labels: 1 of 4 rows (25 %)" in chart.reading


def test_overlap_is_the_share_of_the_rows_task():
    labelled = pd.DataFrame({"a": [True] * 4, "b": [True, False, False, False]})
    np.testing.assert_allclose(label_overlap(labelled).figure.data[0].z, [[1, 0.25], [1, 1]])
    assert "nothing to overlap" in label_overlap(labelled[["a"]]).reading


def _events(n_tasks: int) -> pd.DataFrame:
    return pd.DataFrame(
        [(step, f"task {i}", 1 - step / 100 + i / 10) for step in (0, 10, 20)
         for i in range(n_tasks)],
        columns=["step", "task", "loss"],
    )  # fmt: skip


def test_thirteen_tasks_have_thirteen_different_pairs_of_colour_and_dash():
    traces = progress_curves({Arm.MULTI_TASK: _events(13)}).figure.data
    assert len({(t.line.color, t.line.dash) for t in traces}) == 13


def test_the_latest_losses_are_read_out():
    chart = progress_curves({Arm.MULTI_TASK: _events(3), Arm.SINGLE_TASK: _events(3)})
    assert "At step 20" in chart.reading
    assert "0.80 (task 0) and 1.00 (task 2)" in chart.reading
    assert len(chart.table) == 18


def test_before_the_first_check_the_sentence_says_so():
    assert "No validation loss" in progress_curves({}).reading
    empty = pd.DataFrame(columns=["step", "task", "loss"])
    assert "No validation loss" in progress_curves({Arm.MULTI_TASK: empty}).reading
