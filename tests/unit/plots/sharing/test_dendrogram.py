"""The tree of the tasks as a picture."""

import numpy as np
import pytest

from mtl_core.plots.sharing import dendrogram
from mtl_core.plots.sharing.dendrogram import cut_points, leaf_order
from mtl_core.schema import CohortStamp, TaskGrouping
from mtl_core.schema.answers import AffinityReport, ExpectedGain, Merge

TASKS = ("a", "b", "c", "d", "e")
TREE = (Merge(0, 3, 0.03), Merge(1, 4, 0.02), Merge(6, 2, 0.005), Merge(5, 7, -0.01))
"""a with d, b with e, then c to b and e, then all."""
ALL_BUT_TWO = (("a", "d"), ("b", "e"), ("c",))


def report(groups=ALL_BUT_TWO, tasks=TASKS, merges=TREE):
    nothing = ExpectedGain(0.0, -0.01, 0.01)
    zeros = tuple((0.0,) * len(tasks) for _ in tasks)
    grouping = TaskGrouping.of(tasks, groups)
    return AffinityReport(
        method="quick",
        seed=0,
        cohort=CohortStamp(10, "f", "c"),
        tasks=tasks,
        matrix=zeros,
        spread=zeros,
        cosines=None,
        suggestion=grouping,
        against_together=nothing,
        against_alone=nothing,
        fold_groupings=(grouping,),
        agreement=1.0,
        headline="",
        merges=merges,
    )


def lines(chart, **wanted):
    return [
        t
        for t in chart.figure.data
        if t.mode == "lines" and len(t.x) == 4 and all(t.line[k] == v for k, v in wanted.items())
    ]


def test_parts_that_join_are_neighbours():
    assert leaf_order(report()) == ["a", "d", "b", "e", "c"]


@pytest.mark.parametrize(
    ("groups", "points"),
    [
        (ALL_BUT_TWO, (2.0 + 0.5) / 2),
        ((("a", "d"), ("b", "e", "c")), (0.5 - 1.0) / 2),
        ((("a", "d"), ("b",), ("c",), ("e",)), (3.0 + 2.0) / 2),
        ((TASKS,), None),  # one group needs no cut
        ((("a", "b"), ("c", "d", "e")), None),  # no parts of the tree
        ((("b", "e"), ("a",), ("c",), ("d",)), None),  # parts, but a and d are nearer
    ],
)
def test_the_cut_lies_between_what_is_inside_and_between_groups(groups, points):
    assert cut_points(report(groups)) == (None if points is None else pytest.approx(points))


def test_all_alone_is_cut_before_the_first_joint():
    everyone = report(tuple((task,) for task in TASKS))
    assert cut_points(everyone) > 3.0
    assert "are a cut of this tree" in dendrogram(everyone).reading


def test_every_joint_is_drawn_where_its_parts_are_and_thick_inside_a_group():
    chart = dendrogram(report())
    assert len(lines(chart)) == 4
    assert len(lines(chart, width=4)) == 2
    first = lines(chart)[0]
    assert list(first.y) == [0.0, 0.0, 1.0, 1.0]
    assert list(first.x[1:3]) == pytest.approx([3.0, 3.0])
    last = lines(chart)[-1]
    assert list(last.y) == [0.5, 0.5, 3.25, 3.25]  # b and e at 2.5, c at 4
    assert last.x[1] == pytest.approx(-1.0)


def test_near_is_on_the_left():
    low, high = dendrogram(report()).figure.layout.xaxis.range
    assert low > 3.0
    assert high < -1.0


def test_the_words_and_the_table_say_what_the_picture_shows():
    chart = dendrogram(report())
    assert chart.reading == (
        "a and d help each other most and join first. The parts that join last do each other harm "
        "on average. The suggested groups are a cut of this tree."
    )
    assert "a and d at 3 points; b and e at 2 points; b, e and c at 0.5 points" in chart.alt
    assert list(chart.table["points"]) == pytest.approx([3.0, 2.0, 0.5, -1.0])
    other = dendrogram(report((("a", "b"), ("c", "d", "e")))).reading
    assert "no cut of this tree" in other
    assert "one group of all" in dendrogram(report((TASKS,))).reading


def test_when_nobody_helps_anybody_that_is_said():
    merges = (Merge(0, 1, 0.0), Merge(2, 5, -0.01), Merge(3, 6, -0.01), Merge(4, 7, -0.02))
    assert "No two tasks help each other." in dendrogram(report(merges=merges)).reading


def test_thirteen_long_names_have_a_row_each():
    tasks = tuple(f"task_with_a_rather_long_name_number_{i}" for i in range(13))
    merges = [Merge(0, 1, 0.2), *(Merge(i + 1, 12 + i, 0.2 - i / 100) for i in range(1, 12))]
    chart = dendrogram(report((tasks,), tasks, tuple(merges)))
    assert len(set(np.array(chart.figure.layout.yaxis.tickvals))) == 13
    assert all(task in chart.alt for task in tasks)
