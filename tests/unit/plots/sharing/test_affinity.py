"""The map of who helps whom."""

import numpy as np
import pytest

from mtl_core.plots.sharing import affinity_map
from mtl_core.plots.sharing.affinity import affinity_order
from mtl_core.schema import CohortStamp, TaskGrouping
from mtl_core.schema.answers import AffinityReport, ExpectedGain

TASKS = tuple(f"t{i}" for i in range(5))
GROUPS = (("t0", "t3"), ("t1", "t4"), ("t2",))


def report(groups=GROUPS, tasks=TASKS, **replaced):
    owner = {task: place for place, group in enumerate(groups) for task in group}
    matrix = [[0.01 if owner[i] == owner[j] else -0.003 for j in tasks] for i in tasks]
    nothing = ExpectedGain(0.0, -0.01, 0.01)
    values = {
        "method": "quick",
        "seed": 0,
        "cohort": CohortStamp(10, "f", "c"),
        "tasks": tasks,
        "matrix": matrix,
        "spread": [[0.001] * len(tasks)] * len(tasks),
        "cosines": None,
        "suggestion": TaskGrouping.of(tasks, groups),
        "against_together": nothing,
        "against_alone": nothing,
        "fold_groupings": (TaskGrouping.of(tasks, groups),),
        "agreement": 1.0,
        "headline": "",
    }
    return AffinityReport(**values | replaced)


def heatmap(chart):
    return next(trace for trace in chart.figure.data if trace.type == "heatmap")


def test_members_of_a_suggested_group_are_neighbours():
    tasks = [TASKS[place] for place in affinity_order(report())]
    assert sorted(tasks) == sorted(TASKS)
    for group in GROUPS:
        places = sorted(tasks.index(task) for task in group)
        assert places == list(range(places[0], places[0] + len(group)))


def test_clustering_puts_those_together_that_help_each_other_in_one_big_group():
    everyone = TaskGrouping.coarsest(TASKS)
    tasks = [TASKS[place] for place in affinity_order(report(suggestion=everyone))]
    assert abs(tasks.index("t0") - tasks.index("t3")) == 1
    assert abs(tasks.index("t1") - tasks.index("t4")) == 1


def test_signs_stand_where_a_gain_is_beyond_two_standard_errors():
    chart = affinity_map(report())
    signs, values = heatmap(chart).text, heatmap(chart).z
    assert (signs[values > 0] == "+").all()
    assert (signs[values < -0.1] == "−").all()
    assert (np.diagonal(signs) == "").all()
    blurred = affinity_map(report(spread=[[1.0] * 5] * 5))
    assert set(heatmap(blurred).text.ravel()) == {"", "·"}


def test_groups_of_two_or_more_are_framed_and_one_group_of_all_is_not():
    assert len(affinity_map(report()).figure.layout.shapes) == 2
    everyone = report(suggestion=TaskGrouping.coarsest(TASKS))
    assert len(affinity_map(everyone).figure.layout.shapes) == 0


def test_the_words_and_the_table_say_what_the_picture_shows():
    chart = affinity_map(report())
    assert "Of 20 directions from one task to another, 4 clearly help and 16" in chart.reading
    assert all(task in chart.alt for task in TASKS)
    assert "t0: helped most by t3" in chart.alt
    table = chart.table.set_index(["learning", "does_for"])
    assert len(table) == 20
    assert table.loc[("t3", "t0"), "points"] == pytest.approx(1.0)


def test_what_could_not_be_measured_is_empty():
    matrix = [[None] * 5] * 5
    chart = affinity_map(report(matrix=matrix))
    assert np.isnan(heatmap(chart).z).all()
    assert "No two tasks help each other" in chart.reading


def test_thirteen_long_names_have_a_row_each_and_columns_have_numbers():
    tasks = tuple(f"task_with_a_rather_long_name_number_{i}" for i in range(13))
    chart = affinity_map(report(groups=(tasks,), tasks=tasks))
    assert list(chart.figure.layout.xaxis.ticktext) == [str(i + 1) for i in range(13)]
    assert len(chart.figure.layout.yaxis.ticktext) == 13
