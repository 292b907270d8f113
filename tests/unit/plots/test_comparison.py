"""Geometry and words of the forest plot."""

import dataclasses

import numpy as np
import pytest

from mtl_core.plots import forest_plot
from mtl_core.schema import Difference

TASKS_WITH_VALUE = 12


def _points(chart):
    """By row: (x, low end, high end, legend name) of every marker with an interval."""
    return {
        int(y): (x, x - minus, x + plus, trace.name)
        for trace in chart.figure.data
        if trace.error_x.array is not None
        for x, y, plus, minus in zip(
            trace.x, trace.y, trace.error_x.array, trace.error_x.arrayminus, strict=True
        )
    }


def test_every_interval_ends_where_the_difference_says(results):
    points = _points(forest_plot(results, 0.02))
    assert len(points) == TASKS_WITH_VALUE
    for row, result in enumerate(results.values()):
        (difference,) = result.difference.values()
        if difference.value is None:
            assert row not in points
            continue
        x, low, high, name = points[row]
        assert (x, low, high) == pytest.approx((difference.value, difference.low, difference.high))
        assert name == str(difference.verdict)


@pytest.mark.parametrize("margin", [0.01, 0.02, 0.05])
def test_the_band_ends_at_the_margin(results, margin):
    band = next(s for s in forest_plot(results, margin).figure.layout.shapes if s.type == "rect")
    assert (band.x0, band.x1) == (-margin, margin)


def test_one_wide_interval_does_not_squeeze_the_others_but_is_marked(results):
    chart = forest_plot(results, 0.02)
    low, high = chart.figure.layout.xaxis.range
    assert low == -high
    assert 0.075 <= high < 0.15  # all intervals but the one of +-.3
    arrows = [t for t in chart.figure.data if str(t.marker.symbol).startswith("triangle-")
              and "past the edge" in t.name]  # fmt: skip
    wide = list(results).index("HospitalAcquiredPneumoniaConfirmedByMicrobiology")
    assert [t.y.tolist() for t in arrows] == [[wide], [wide]]


def test_the_verdict_stands_in_words_beside_every_row(results):
    words = forest_plot(results, 0.02).figure.layout.yaxis2.ticktext
    assert "<b>worse</b><br>−0.030 (−0.042 to −0.018)" in words
    assert any("not estimable" in text and "only 7 events" in text for text in words)


def test_verdicts_differ_by_symbol_and_not_only_by_colour(results):
    traces = [t for t in forest_plot(results, 0.02).figure.data if t.error_x.array is not None]
    symbols = [t.marker.symbol for t in traces if len(t.x)]
    assert len(set(symbols)) == len(symbols) == 4


def test_rows_are_numbers_so_that_no_name_can_swallow_another(results):
    figure = forest_plot(results, 0.02).figure
    np.testing.assert_array_equal(figure.layout.yaxis.tickvals, np.arange(13))
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]


def test_names_that_look_like_markup_are_printed_letter_by_letter(results):
    names = forest_plot(results, 0.02).figure.layout.yaxis.ticktext
    assert "stroke &lt;ischaemic &amp;" in names[-1]


def test_words_name_the_extremes_and_count_the_verdicts(results):
    chart = forest_plot(results, 0.02)
    assert "better for 3" in chart.reading
    assert "worse for 1" in chart.reading
    assert "not estimable for 1" in chart.reading
    assert "length_of_stay_days (−0.030)" in chart.reading
    assert "death_within_30_days_of_admission (+0.050)" in chart.reading
    assert all(task in chart.alt for task in results)


def test_the_table_holds_interval_sample_size_and_reason(results):
    table = forest_plot(results, 0.02).table.set_index("task")
    assert table.loc["sepsis", ["difference", "low", "high", "n"]].tolist() == [
        0.012,
        -0.008,
        0.032,
        2000,
    ]
    assert table.loc["gastrointestinal bleeding", "reason"].startswith("only 7 events")


def test_names_keep_their_axis_when_no_interval_goes_past_the_edge(results):
    figure = forest_plot({"sepsis": results["sepsis"]}, 0.02).figure
    assert [t.y.tolist() for t in figure.data if t.yaxis in (None, "y")] == [[0]]


def test_one_task_alone_is_read_out_with_its_verdict(results):
    chart = forest_plot({"sepsis": results["sepsis"]}, 0.02)
    assert "sepsis (+0.012): inconclusive" in chart.reading


def test_without_any_estimate_the_sentence_says_so(results):
    only = {"gastrointestinal bleeding": results["gastrointestinal bleeding"]}
    assert "could" in forest_plot(only, 0.02).reading
    bare = dataclasses.replace(results["sepsis"], difference={})
    assert "no difference was computed" in forest_plot({"sepsis": bare}, 0.02).alt


def test_a_difference_without_verdict_or_interval_is_still_drawn(results):
    bare = dataclasses.replace(results["sepsis"], difference={"auroc": Difference(0.01)})
    chart = forest_plot({"sepsis": bare}, 0.02)
    assert _points(chart)[0][:3] == pytest.approx((0.01, 0.01, 0.01))
