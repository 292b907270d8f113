"""The forest and the map by subgroup."""

import pytest

from mtl_core.plots.comparison import subgroup_map
from mtl_core.plots.performance import subgroup_forest
from mtl_core.schema import Arm, CohortStamp, Difference, Estimate, TaskKind, Verdict
from mtl_core.schema.answers import SubgroupQuestion, SubgroupReport, SubgroupResult, TaskSubgroups


def cell(value, difference):
    found = {"auroc": Estimate(reason="not estimable (4 events)")}
    if value is not None:
        found = {"auroc": Estimate(value, value - 0.05, value + 0.05, 100)}
    return SubgroupResult(100, 30, True, dict.fromkeys(list(Arm)[:2], found), difference, {})


FOUND = {
    "<women>": cell(0.8, Difference(0.05, 0.03, 0.07, 0.001, 0.02, Verdict.BETTER)),
    "men": cell(0.7, Difference(-0.05, -0.07, -0.03, 0.001, 0.02, Verdict.WORSE)),
    "same": cell(0.75, Difference(0.0, -0.01, 0.01, 1.0, 0.02, Verdict.NO_MEANINGFUL_DIFFERENCE)),
    "unsure": cell(0.75, Difference(0.0, -0.1, 0.1, 1.0, 0.02, Verdict.INCONCLUSIVE)),
    "alone": cell(0.75, Difference(0.0, 0.0, 0.0, 1.0, 0.02, Verdict.NO_MEANINGFUL_DIFFERENCE)),
    "few": cell(None, Difference(reason="not estimable (4 events)")),
}


def report(names=tuple(FOUND)):
    cells = {name: FOUND[name] for name in names}
    return SubgroupReport(
        question=SubgroupQuestion("ward"),
        cohort=CohortStamp(10, "f", "c"),
        seed=0,
        margin=0.02,
        gap_arm=Arm.MULTI_TASK,
        sizes=dict.fromkeys(names, 100),
        unknown=0,
        tasks={"died": TaskSubgroups(TaskKind.BINARY, cells)},
    )


def test_every_cell_of_the_map_has_sign_word_and_colour():
    figure = subgroup_map(report()).figure
    (line,) = figure.data[0].text
    assert list(line) == ["+", "−", "=", "?", "•", "×"]
    legend = [trace.name for trace in figure.data[1:]]
    assert legend == [
        "+ helped",
        "− harmed",
        "= no meaningful difference",
        "? cannot tell",
        "• learned alone",
        "× too few",
    ]
    assert len({trace.marker.color for trace in figure.data[1:]}) == 6
    assert len(set(figure.data[0].z[0])) == 6


def test_a_map_of_few_subgroups_has_the_words_in_its_cells():
    (line,) = subgroup_map(report(("<women>", "men"))).figure.data[0].text
    assert list(line) == ["+<br>helped", "−<br>harmed"]


def test_many_columns_are_numbered_and_spelt_out_below():
    axis = subgroup_map(report()).figure.layout.xaxis
    assert list(axis.ticktext) == ["1", "2", "3", "4", "5", "6"]
    assert "1: &lt;women&gt;<br>2: men" in axis.title.text


def test_the_map_is_told_in_words():
    chart = subgroup_map(report())
    assert "helped 1, harmed 1" in chart.reading
    assert "Harmed: died in men." in chart.reading
    assert "died: <women> helped, men harmed, same no meaningful difference" in chart.alt
    assert chart.table["finding"].tolist()[-1] == "too few"


def test_the_forest_says_from_where_to_where_and_what_is_lost():
    chart = subgroup_forest(report(), "died", overall=Estimate(0.76, 0.7, 0.8, 600))
    assert chart.reading == (
        "The AUROC of multi-task runs from 0.700 (men) to 0.800 (<women>); in all patients it is "
        "0.760. Not estimable: few."
    )
    assert "few (n 100, 30 events): Multi-task not estimable" in chart.alt


@pytest.mark.parametrize("place", [0, 1])
def test_arms_of_a_subgroup_lie_in_its_row(place):
    trace = subgroup_forest(report(), "died").figure.data[place]
    assert [int(y) for y in trace.y] == [0, 1, 2, 3, 4]
    assert list(trace.x) == [0.8, 0.7, 0.75, 0.75, 0.75]


def test_names_are_not_read_as_html():
    figure = subgroup_forest(report(), "died").figure
    assert any("&lt;women&gt;" in note.text for note in figure.layout.annotations)


def test_a_task_without_any_estimate_still_has_a_figure():
    chart = subgroup_forest(report(("few",)), "died")
    assert chart.reading == "In no subgroup can anything be estimated."
