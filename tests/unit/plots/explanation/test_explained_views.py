"""Dependence, similarity and levels as figures: what is drawn, left out and said."""

import numpy as np
import pandas as pd

from mtl_core.plots.explanation import dependence_plot, level_importance_plot
from mtl_core.plots.explanation.level_marks import level_marks
from mtl_core.plots.sharing import similarity_map
from mtl_core.schema import Output
from mtl_core.schema.explained import Dependence, LevelImportance, TaskSimilarity

GROUPS = ["group", "n", "mean", "low", "high"]


def dependence_of(cells, *, numeric):
    n = len(cells)
    return Dependence(
        Output("sepsis"),
        True,
        "crea",
        numeric,
        "sex",
        0.31,
        pd.DataFrame(
            {
                "row": range(n),
                "cell": pd.Series(cells),
                "contribution": np.linspace(-0.02, 0.03, n),
                "group": pd.Series([None if pd.isna(c) else "low" for c in cells], dtype=object),
                "second_group": pd.Series((["f", "m", None] * n)[:n], dtype=object),
            }
        ),
        pd.DataFrame(
            [("low", 40, -0.02, -0.03, -0.01), ("high", 25, 0.03, 0.01, 0.05)], columns=GROUPS
        ),
        ("f", "m"),
    )


def test_numbers_lie_along_the_axis_and_unknown_ones_on_an_axis_of_their_own():
    figure = dependence_plot(dependence_of([1.0, 2.0, 3.0, np.nan], numeric=True)).figure
    drawn = [trace for trace in figure.data if trace.customdata is not None]
    on_numbers = [x for trace in drawn if trace.xaxis == "x" for x in trace.x]
    assert sorted(on_numbers) == [1.0, 2.0, 3.0]
    assert sum(len(trace.x) for trace in drawn if trace.xaxis == "x2") == 1
    assert figure.layout.xaxis2.ticktext == ("unknown",)
    # risks are shown in percentage points
    assert max(y for trace in drawn for y in trace.y) == 3.0


def test_categories_are_rows_of_points():
    chart = dependence_plot(dependence_of(["a", "a", "b", None], numeric=False))
    drawn = [trace for trace in chart.figure.data if trace.customdata is not None]
    assert sum(len(trace.x) for trace in drawn) == 4
    assert chart.figure.layout.yaxis.ticktext == ("low", "high")


def test_second_groups_differ_in_colour_and_symbol_and_unknown_is_grey():
    figure = dependence_plot(dependence_of([1.0, 2.0, 3.0, 4.0], numeric=True)).figure
    named = {t.name: (t.marker.color, t.marker.symbol) for t in figure.data if t.name}
    assert list(named) == ["sex: f", "sex: m", "sex: unknown"]
    assert len({symbol for _, symbol in named.values()}) == 3


def test_dependence_is_read_with_means_intervals_and_numbers():
    chart = dependence_plot(dependence_of([1.0, 2.0, 3.0, np.nan], numeric=True))
    assert "lowest for low (−2.00, −3.00 to −1.00, n = 40)" in chart.reading
    assert "highest for high (+3.00, +1.00 to +5.00, n = 25)" in chart.reading
    assert "1 patient with an unknown value" in chart.reading
    assert "31 % of the spread at equal value goes with sex" in chart.reading


def test_a_cosine_whose_interval_holds_zero_is_a_dot():
    matrix = np.array([[1.0, 0.9, 0.1], [0.9, 1.0, -0.4], [0.1, -0.4, 1.0]])
    low, high = matrix - 0.2, matrix + 0.2
    chart = similarity_map(TaskSimilarity(("a", "b", "c"), matrix, low, high, 50, ("home",)))
    texts = sorted(set(np.ravel(chart.figure.data[0].text)))
    assert texts == ["", "+0.90", "·", "−0.40"]
    assert "a and b are explained most alike (cosine +0.90, +0.70 to +1.10)" in chart.reading
    assert "without home (no direction)" in chart.reading


def test_tasks_that_nothing_moves_are_said_not_drawn():
    empty = np.full((2, 2), np.nan)
    chart = similarity_map(TaskSimilarity(("a", "b"), empty, empty, empty, 50))
    assert chart.reading.startswith("No feature moves two of the tasks")


def test_a_small_level_is_said_and_has_no_mark():
    lines = [("age", "f", 30, 0.02, 0.01, 0.03, ""), ("age", "m", 5, *[np.nan] * 3, "few")]
    columns = ["feature", "level", "n", "mean_abs", "low", "high", "reason"]
    table = pd.DataFrame(lines, columns=columns)
    found = LevelImportance(Output("sepsis"), True, "sex", {"f": 30, "m": 5}, 7, table)
    chart = level_importance_plot(found)
    assert [trace.name for trace in chart.figure.data] == ["f (n = 30)"]
    assert "f: age, 2.00 (1.00 to 3.00, n = 30)" in chart.reading
    assert "m: not estimable, 5 explained patients" in chart.reading
    assert "sex unknown: 7 patients, left out" in chart.reading


def test_every_one_of_twelve_levels_has_a_mark_of_its_own():
    marks = {(mark["color"], mark["symbol"]) for _, mark in level_marks(list("abcdefghijkl"))}
    assert len(marks) == 12
    assert len({symbol for _, symbol in marks}) == 12
