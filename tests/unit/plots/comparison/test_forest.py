"""Geometry and words of the forest plot."""

import dataclasses

import pytest

from mtl_core.plots.comparison import ShownMeasure, forest_plot
from mtl_core.schema import Difference, TaskKind, Verdict

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


def _words(chart, side):
    return [note.text for note in chart.figure.layout.annotations if note.xanchor == side]


def test_every_interval_ends_where_the_difference_says(results):
    points = _points(forest_plot(results, 0.02))
    assert len(points) == TASKS_WITH_VALUE
    for row, task in enumerate(forest_plot(results, 0.02).table["task"]):
        (difference,) = results[task].difference.values()
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
    tasks = chart.table["task"].tolist()
    wide = tasks.index("HospitalAcquiredPneumoniaConfirmedByMicrobiology")
    assert [t.y.tolist() for t in arrows] == [[wide], [wide]]


def test_the_verdict_stands_in_words_beside_every_row(results):
    words = _words(forest_plot(results, 0.02), side="right")
    assert "<b>worse</b><br>−0.030 (−0.042 to −0.018)" in words
    assert "not estimable (7 events)" in words


def test_verdicts_differ_by_symbol_and_not_only_by_colour(results):
    traces = [t for t in forest_plot(results, 0.02).figure.data if t.error_x.array is not None]
    symbols = [t.marker.symbol for t in traces if len(t.x)]
    assert len(set(symbols)) == len(symbols) == 4


def test_every_row_has_its_own_place_from_top_to_bottom_kind_after_kind(results):
    chart = forest_plot(results, 0.02)
    assert sorted(chart.figure.data[0].y.tolist()) == sorted(list(range(13)) * 41)
    assert chart.figure.layout.yaxis.range[0] > chart.figure.layout.yaxis.range[1]
    assert chart.table["kind"].tolist() == ["binary"] * 11 + ["multiclass", "regression"]


def test_a_row_can_be_clicked_over_the_whole_width(results):
    targets = forest_plot(results, 0.02).figure.data[0]
    low, high = targets.x.min(), targets.x.max()
    assert [low, high] == list(forest_plot(results, 0.02).figure.layout.xaxis.range)
    assert targets.hoverinfo is None


def test_texts_stand_above_their_interval_and_within_their_own_row(results):
    figure = forest_plot(results, 0.02).figure
    bottom, top = figure.layout.yaxis.range
    row_px = (figure.layout.height - 110) / 13
    for note in figure.layout.annotations:
        row = round(note.y + 0.5)
        text_px = 16 * (note.text.count("<br>") + 1)
        assert note.y * row_px + text_px <= row * row_px  # grows downwards to the marker
        assert top <= note.y < bottom


def test_names_that_look_like_markup_are_printed_letter_by_letter(results):
    names = _words(forest_plot(results, 0.02), side="left")
    assert sum("stroke &lt;ischaemic &amp;" in name for name in names) == 1


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
    assert table.loc["gastrointestinal bleeding", "reason"] == "not estimable (7 events)"


def test_another_measure_has_intervals_but_neither_band_nor_verdict(results):
    brier = ShownMeasure("brier", "Brier score", higher_is_better=False)
    verdict = Difference(-0.01, -0.02, -0.001, verdict=Verdict.BETTER)
    with_brier = dataclasses.replace(results["sepsis"], difference={"brier": verdict})
    chart = forest_plot({**results, "sepsis": with_brier}, 0.02, brier)
    assert chart.table["task"].tolist() == ["sepsis"]
    assert chart.table["verdict"].tolist() == [None]
    assert [shape for shape in chart.figure.layout.shapes if shape.type == "rect"] == []
    assert _points(chart)[0][3] == "no verdict"
    assert "Intervals only, no verdict" in chart.reading
    assert chart.figure.layout.xaxis.title.text == "← multi-task better · single-task better →"


def test_a_measure_that_no_task_has_draws_nothing(results):
    chart = forest_plot(results, 0.02, ShownMeasure("mae", "MAE", None, in_units=True))
    assert len(chart.table) == 0
    assert "could" in chart.reading


def test_a_task_that_stands_alone_has_no_verdict_and_is_not_counted(results):
    zero = Difference(0.0, 0.0, 0.0, 1.0, 0.02, Verdict.NO_MEANINGFUL_DIFFERENCE)
    alone = dataclasses.replace(results["sepsis"], difference={"auroc": zero})
    chart = forest_plot({"alone": alone, "delirium": results["sepsis"]}, 0.02)
    assert "the same network for 1 that learned alone" in chart.reading
    assert "without a meaningful difference" not in chart.reading
    assert "<b>stands alone</b><br>same network in both arms" in _words(chart, side="right")


def test_a_certain_gain_below_the_margin_is_said_to_be_small(results):
    small = Difference(0.006, 0.003, 0.009, 0.001, 0.02, Verdict.BETTER)
    one = dataclasses.replace(results["sepsis"], difference={"auroc": small})
    assert "smaller than the margin of 0.02" in forest_plot({"a": one, "b": one}, 0.02).reading
    assert "smaller than the margin" not in forest_plot({"a": one, "b": one}, 0.005).reading


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


def test_rows_of_the_rarest_class_are_not_called_events(results):
    place = results["discharge destination"]
    difference = {"ordinal_auroc": place.difference["macro_auroc"]}
    stage = dataclasses.replace(place, kind=TaskKind.ORDINAL, events=77, difference=difference)
    results = results | {"stage": stage}
    rows = forest_plot(results, 0.02).figure.to_json()
    kinds = {result.kind for result in results.values()}
    assert kinds == set(TaskKind)
    assert "120 in the rarest class" in rows
    assert "77 in the rarest class" in rows
    assert "mean AUROC over cuts" in rows
    assert "120 events" in rows
