"""The diagram of who learns with whom."""

import numpy as np
import pytest

from mtl_core.plots.sharing import grouping_diagram
from mtl_core.schema import TaskGrouping, TaskKind

TASKS = [f"task_with_a_rather_long_name_number_{i}" for i in range(13)]
KINDS = {t: list(TaskKind)[i % 3] for i, t in enumerate(TASKS)}


def test_every_encoder_stands_at_the_mean_height_of_its_tasks():
    grouping = TaskGrouping.of(TASKS, [TASKS[:4], TASKS[5:7]])
    figure = grouping_diagram(grouping, KINDS, 22).figure
    encoders = {t.name: float(t.y[0]) for t in figure.data if t.name.startswith("Encoder")}
    assert len(encoders) == len(grouping.groups) == 9
    assert encoders["Encoder A"] == pytest.approx((0 + 1 + 2 + 3) / 4)
    assert encoders["Encoder B"] == pytest.approx(4)
    assert encoders["Encoder C"] == pytest.approx(5.5)


def test_each_task_has_exactly_one_link_from_its_encoder():
    grouping = TaskGrouping.of(TASKS, [TASKS[:4], TASKS[5:7]])
    figure = grouping_diagram(grouping, KINDS, 22).figure
    ends = [y for t in figure.data if t.name.startswith("links")
            for x, y in zip(t.x, t.y, strict=True) if x == 2.0]  # fmt: skip
    assert sorted(ends) == list(np.arange(13.0))


def test_groups_are_told_apart_by_letter_in_every_label():
    figure = grouping_diagram(TaskGrouping.of(TASKS[:3], [TASKS[:2]]), KINDS, 5).figure
    labels = figure.layout.yaxis.ticktext
    assert [label.rsplit("<br>", 1)[1] for label in labels] == [
        "Encoder A, shared with 1 other",
        "Encoder A, shared with 1 other",
        "Encoder B, alone",
    ]


@pytest.mark.parametrize(
    ("grouping", "sentence"),
    [
        (TaskGrouping.finest(TASKS), "Each of the 13 tasks has an encoder of its own"),
        (TaskGrouping.coarsest(TASKS), "13 tasks learn together through 1 shared encoder"),
        (TaskGrouping.finest(TASKS[:1]), "The only task has an encoder of its own"),
    ],
)
def test_the_sentence_says_what_is_shared(grouping, sentence):
    assert sentence in grouping_diagram(grouping, KINDS, 22).reading


def test_the_text_alternative_names_every_task_and_encoder():
    chart = grouping_diagram(TaskGrouping.of(TASKS, [TASKS[:4]]), KINDS, 22)
    assert all(task in chart.alt for task in TASKS)
    assert chart.table["encoder"].nunique() == 10
