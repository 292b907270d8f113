"""Dots of repeats beside the interval over patients."""

from dataclasses import replace

import pytest

from mtl_core.plots.comparison import forest_plot
from mtl_core.plots.comparison.differences import ShownMeasure
from mtl_core.schema import Arm

TASK = "sepsis"
MULTI, SINGLE = (0.72, 0.70, None), (0.70, 0.71, 0.69)


@pytest.fixture
def repeated(results):
    """One task with three repeats, the last without a value in one arm."""
    repeats = {Arm.MULTI_TASK: MULTI, Arm.SINGLE_TASK: SINGLE}
    return {TASK: replace(results[TASK], repeats=repeats)}


def _dots(chart):
    return [trace for trace in chart.figure.data if trace.name == "one repeat"]


def test_a_dot_is_the_difference_of_one_repeat(repeated):
    (dots,) = _dots(forest_plot(repeated, 0.02))
    assert list(dots.x) == pytest.approx([0.02, -0.01])
    assert [row[1] for row in dots.customdata] == ["1", "2"]


def test_a_click_on_a_dot_still_finds_its_task(results):
    repeats = {Arm.MULTI_TASK: (0.7, 0.71), Arm.SINGLE_TASK: (0.7, 0.7)}
    chart = forest_plot({k: replace(v, repeats=repeats) for k, v in results.items()}, 0.02)
    (dots,) = _dots(chart)
    assert [round(float(y)) for y in dots.y] == [i // 2 for i in range(2 * len(results))]


def test_words_say_that_dots_are_repeats_and_that_nothing_is_tested_over_them(repeated):
    chart = forest_plot(repeated, 0.02)
    assert "3 dots" in chart.reading
    assert "allows for other patients and for the spread of the dots" in chart.reading
    assert chart.table["repeats"].tolist() == ["+0.020, −0.010, -"]


def test_dots_past_the_edge_are_counted_in_words(repeated):
    far = {Arm.MULTI_TASK: (0.9, 0.7), Arm.SINGLE_TASK: (0.4, 0.7)}
    chart = forest_plot({TASK: replace(repeated[TASK], repeats=far)}, 0.02)
    assert len(_dots(chart)[0].x) == 1
    assert "Past the edge, and in the table only: 1 of 2." in chart.reading


def test_one_repeat_and_other_measures_have_no_dots(repeated, results):
    once = {Arm.MULTI_TASK: (0.72,), Arm.SINGLE_TASK: (0.70,)}
    assert not _dots(forest_plot({TASK: replace(results[TASK], repeats=once)}, 0.02))
    assert not _dots(forest_plot(results, 0.02))
    other = forest_plot(
        repeated, 0.02, ShownMeasure("brier", "Brier score", higher_is_better=False)
    )
    assert not _dots(other)
    assert "dots" not in other.reading
