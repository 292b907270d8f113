"""Maps, bars, beeswarms and waterfalls of Shapley values."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.explanation import importance, pushes_of_row, task_feature_matrix
from mtl_core.plots.explanation import beeswarm, importance_bars, task_feature_map, waterfall
from mtl_core.plots.explanation.beeswarm import density_offsets
from mtl_core.schema import Output

TOTAL = sum(range(1, 25))


def bars_of(attributions, task):
    return importance_bars(importance(attributions), Output(task))


def test_map_cells_are_shares_of_each_tasks_total_over_all_features(attributions):
    chart = task_feature_map(task_feature_matrix(attributions))
    cells = chart.figure.data[0]
    assert cells.z.shape == (20, 3)
    np.testing.assert_allclose(cells.z[:, 0], [(24 - k) / TOTAL for k in range(20)])
    np.testing.assert_allclose(chart.table[["sepsis", "days", "home"]].sum(), 1.0)
    assert chart.table["feature"].iloc[0] == "f00"
    assert "f00 weighs most for 3 of 3 tasks" in chart.reading


def test_bars_fall_in_order_and_are_in_percentage_points(attributions):
    bars = bars_of(attributions, "sepsis").figure.data[0]
    np.testing.assert_allclose(bars.x, [(24 - k) / 10 for k in range(15)])


def test_bars_of_a_regression_task_keep_its_own_units(attributions):
    chart = bars_of(attributions, "days")
    assert chart.figure.data[0].x[0] == pytest.approx(0.024)
    assert "units of the outcome" in chart.reading


def test_the_same_seed_gives_the_same_figure_and_leaves_the_global_generator_alone(attributions):
    state = np.random.get_state()[1].copy()  # noqa: NPY002 the global state is what is checked
    one, two = (bars_of(attributions, "sepsis").figure.to_json() for _ in range(2))
    assert one == two
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002


def test_a_swarm_draws_every_patient_of_the_fifteen_leading_features(attributions):
    chart = beeswarm(attributions, Output("sepsis"))
    assert sum(np.isfinite(t.x).sum() for t in chart.figure.data) == 15 * 40
    names = [t.name for t in chart.figure.data]
    assert names[:3] == ["Value is text", "Value is missing", "Number, coloured by its rank"]
    assert names[3:] == ["low value", "middle value", "high value"]
    assert len(chart.figure.data[1].x) == 14


def test_a_swarm_of_many_patients_is_capped_and_keeps_the_table():
    n = 4_000
    frame = pd.DataFrame(
        {"row": np.repeat(np.arange(n), 2), "task": "t", "class": "1",
         "feature": ["a", "b"] * n, "value": np.linspace(-1, 1, 2 * n), "logit_value": 0.0,
         "feature_value": "1", "feature_rank": np.linspace(0, 1, 2 * n)}
    )  # fmt: skip
    chart = beeswarm(frame, Output("t"))
    assert max(len(t.x) for t in chart.figure.data) <= 5_000
    assert len(chart.table) == 2 * n
    assert "high values tend to push it up" in chart.reading


def test_points_stay_within_their_row_and_crowds_spread():
    offsets = density_offsets(np.zeros(500))
    assert np.abs(offsets).max() == pytest.approx(0.38)
    assert len(np.unique(offsets)) == 500
    assert density_offsets(np.array([0.0, 1.0])).tolist() == [0.0, 0.0]


def steps_of(attributions, summary, row, *output):
    pushes = pushes_of_row(attributions, summary, row)
    return waterfall(next(own for own in pushes if own.output.fits(Output(*output))))


@pytest.mark.parametrize(("task", "base", "scale"), [("sepsis", 26.0, 100.0), ("days", 8.2, 1.0)])
def test_a_waterfall_ends_at_baseline_plus_all_contributions(
    attributions, summary, task, base, scale
):
    chart = steps_of(attributions, summary, 14, task)
    mine = attributions[(attributions["task"] == task) & (attributions["row"] == 14)]
    estimate = base + scale * mine["value"].sum()
    assert chart.table["end"].iloc[-1] == pytest.approx(estimate)
    ends = next(t for t in chart.figure.data if t.name == "Start and end")
    assert ends.x.tolist() == pytest.approx([base, estimate])
    np.testing.assert_allclose(chart.table["start"][1:], chart.table["end"][:-1])


def test_a_waterfall_says_what_its_steps_add_up_to(attributions, summary):
    # Row 14 is patient 2: even features push up by 24, 22, .. 2, odd ones down by 23, .. 1 tenths.
    assert (
        "the steps add up to +1.2 percentage points"
        in steps_of(attributions, summary, 14, "sepsis").reading
    )


def test_no_figure_of_features_spends_its_width_on_a_colour_bar(attributions):
    for chart in (
        beeswarm(attributions, Output("sepsis")),
        task_feature_map(task_feature_matrix(attributions)),
    ):
        for trace in chart.figure.data:
            assert not trace.to_plotly_json().get("showscale", False)
            assert "colorbar" not in trace.to_plotly_json().get("marker", {})


def test_a_waterfall_has_ten_steps_and_all_others_as_one(attributions, summary):
    labels = steps_of(attributions, summary, 0, "sepsis").table["label"].tolist()
    assert labels[:2] == ["f00 = 0.5", "f01 = 0.5"]
    assert labels[-1] == "all 14 other features"
    assert labels[5] == "f05 = male"
    assert labels[6] == "f06 = missing"


def test_steps_up_and_down_differ_by_more_than_colour(attributions, summary):
    up, down = (
        t for t in steps_of(attributions, summary, 0, "sepsis").figure.data if t.type == "bar"
    )
    assert up.marker.pattern.shape != down.marker.pattern.shape
    assert up.text[0] == "+2.4"
    assert down.text[0] == "−2.3"


def test_a_class_is_read_with_its_own_baseline(attributions, summary):
    chart = steps_of(attributions, summary, 0, "home", "c")
    assert chart.table["start"].iloc[0] == pytest.approx(40)
    assert chart.title == "Why this estimate: home: c"


def test_words_push_and_never_cause(attributions, summary):
    charts = [
        steps_of(attributions, summary, 0, "sepsis"),
        beeswarm(attributions, Output("sepsis")),
        bars_of(attributions, "sepsis"),
        task_feature_map(task_feature_matrix(attributions)),
    ]
    assert "f00 = 0.5 pushes the estimate up most, by 2.4 percentage points" in charts[0].reading
    for chart in charts:
        assert "caus" not in chart.reading + chart.alt
        assert "f00" in chart.reading
        assert "f00" in chart.alt


def test_no_explained_patient_and_missing_values_do_not_crash(attributions, summary):
    assert "not explained" in steps_of(attributions, summary, 5, "sepsis").reading
    holes = attributions.assign(value=np.nan)
    beeswarm(holes, Output("sepsis"))
    nothing = attributions[:0]
    assert "No patient" in task_feature_map(task_feature_matrix(nothing)).reading
    assert "No patient" in bars_of(nothing, "sepsis").reading
    assert "No patient" in beeswarm(nothing, Output("sepsis")).reading
