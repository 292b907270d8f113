"""All arms side by side."""

import dataclasses
import itertools

import pytest

from mtl_core.plots.comparison import ShownMeasure, arms_plot
from mtl_core.schema import Arm, Estimate


def test_every_estimable_arm_of_every_task_is_drawn_once_with_its_interval(results):
    figure = arms_plot(results).figure
    assert sum(len(t.x) for t in figure.data) == 12 * len(Arm)
    first = figure.data[0]
    assert first.x[0] - first.error_x.arrayminus[0] == pytest.approx(0.67 + 0.05)
    assert first.x[0] + first.error_x.array[0] == pytest.approx(0.73 + 0.05)


def test_measures_on_different_scales_have_panels_that_do_not_overlap(results):
    layout = arms_plot(results).figure.layout
    domains = [layout.yaxis.domain, layout.yaxis2.domain, layout.yaxis3.domain]
    for above, below in itertools.pairwise(domains):
        assert below[1] < above[0]
    assert domains[-1][0] >= 0
    titles = [layout.xaxis.title.text, layout.xaxis2.title.text, layout.xaxis3.title.text]
    assert [t.split(",")[0] for t in titles] == ["AUROC", "macro AUROC", "R²"]


def test_a_task_that_cannot_be_estimated_shows_the_reason(results):
    (note,) = arms_plot(results).figure.layout.annotations
    assert note.text.replace("<br>", " ") == "not estimable (7 events)"


def test_arms_differ_by_symbol(results):
    traces = arms_plot(results).figure.data
    assert len({t.marker.symbol for t in traces}) == len(Arm)


def test_arms_of_neighbouring_tasks_never_meet(results):
    for trace_set in itertools.groupby(arms_plot(results).figure.data, lambda t: t.yaxis):
        rows = [y for trace in trace_set[1] for y in trace.y]
        assert all(abs(y - round(y)) < 0.5 for y in rows)


def test_arms_that_were_not_run_are_left_out(results):
    sepsis = results["sepsis"]
    two = {arm: sepsis.arms[arm] for arm in (Arm.MULTI_TASK, Arm.SINGLE_TASK)}
    one = type(sepsis)(sepsis.kind, 2000, 120, False, None, two, sepsis.difference)
    chart = arms_plot({"sepsis": one})
    assert [t.name for t in chart.figure.data] == ["Multi-task", "Single-task"]
    assert chart.reading.startswith("The highest value belongs to Multi-task on 1 of 1 task;")


def test_a_measure_in_units_of_the_outcome_gives_each_task_an_axis(results):
    errors = {arm: {"mae": Estimate(2.0, 1.0, 3.0, 50)} for arm in Arm}
    days = dataclasses.replace(results["length_of_stay_days"], arms=errors)
    mae = ShownMeasure("mae", "Mean absolute error", higher_is_better=False, in_units=True)
    chart = arms_plot({**results, "days": days, "hours": days}, mae)
    assert sorted(set(chart.table["task"])) == ["days", "hours"]
    assert chart.figure.layout.xaxis2.title.text.endswith("lower is better")
    assert "a scale of its own" in chart.reading


def test_a_measure_that_no_task_has_says_so(results):
    chart = arms_plot(results, ShownMeasure("mae", "MAE", None, in_units=True))
    assert chart.reading == "No model could be evaluated on any task."
    assert len(chart.table) == 0


def test_the_table_has_a_row_per_task_and_arm(results):
    assert len(arms_plot(results).table) == 13 * len(Arm)
