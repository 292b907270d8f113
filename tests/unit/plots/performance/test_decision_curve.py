"""The picture of net benefit and its words."""

import dataclasses

import numpy as np
import pytest

from mtl_core.plots.performance import decision_curve_plot
from mtl_core.schema import Arm, Curve
from mtl_core.schema.net_benefit import DecisionCurves

T = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
CURVES = DecisionCurves(
    thresholds=T,
    arms={
        Arm.MULTI_TASK: np.array([0.12, 0.09, 0.06, -0.02, 0.0]),
        Arm.SINGLE_TASK: np.array([0.10, 0.08, 0.05, 0.0, 0.0]),
    },
    treat_all=np.array([0.13, 0.0, -0.1, -0.3, -0.6]),
    difference=Curve(
        T,
        np.array([0.02, 0.01, 0.01, -0.02, 0.0]),
        np.array([0.01, -0.01, -0.02, np.nan, 0.0]),
        np.array([0.03, 0.03, 0.04, np.nan, 0.0]),
    ),
    n=500,
    events=100,
)


def drawn(chart, name):
    return next(trace for trace in chart.figure.data if trace.name == name)


def test_net_benefit_is_drawn_per_hundred_patients_beside_everybody_and_nobody():
    chart = decision_curve_plot(CURVES)
    np.testing.assert_allclose(drawn(chart, "Multi-task").y, [12, 9, 6, -2, 0])
    np.testing.assert_allclose(drawn(chart, "Flag everybody").y, [13, 0, -10, -30, -60])
    np.testing.assert_allclose(drawn(chart, "Flag nobody").y, 0)


def test_the_sentence_is_about_the_chosen_threshold_with_the_interval_of_the_difference():
    said = decision_curve_plot(CURVES, threshold=0.21).reading
    assert "At a threshold of 20.0 %" in said
    assert "finding 9.0 events in 100 patients without a false alarm" in said
    assert "flagging everybody is worth 0.0, nobody 0" in said
    assert "multi-task minus single-task +1.00 (95 % interval −1.00 to +3.00)." in said


def test_without_a_threshold_the_sentence_is_about_the_share_of_events():
    assert "At a threshold of 20.0 %" in decision_curve_plot(CURVES).reading


def test_a_net_benefit_below_zero_is_called_harm_and_an_open_interval_is_said():
    said = decision_curve_plot(CURVES, threshold=0.4).reading
    assert "worth −2.0 events in 100 patients, so it does more harm than good" in said
    assert "−2.00 (no interval)" in said


def test_the_alternative_text_says_where_each_arm_beats_both_policies_without_a_model():
    alt = decision_curve_plot(CURVES).alt
    policies = "worth more than flagging everybody and than flagging nobody for thresholds"
    assert f"Multi-task is {policies} from 20.0 % to 30.0 %." in alt
    useless = dataclasses.replace(CURVES, arms={Arm.LOGISTIC: np.zeros(5) - 0.01})
    assert "at no threshold worth more" in decision_curve_plot(useless).alt


def test_the_band_of_the_difference_lies_in_a_panel_of_its_own_without_undefined_points():
    band = drawn(decision_curve_plot(CURVES), "95 % interval of the difference")
    assert band.yaxis == "y2"
    np.testing.assert_allclose(band.y, [3, 3, 4, 0, 0, -2, -1, 1])


def test_without_both_neural_arms_there_is_one_panel():
    alone = dataclasses.replace(CURVES, difference=None)
    chart = decision_curve_plot(alone)
    assert all(trace.yaxis != "y2" for trace in chart.figure.data)
    assert "minus" not in chart.reading
    assert not any(name.startswith("difference") for name in chart.table)


def test_the_table_holds_every_line_of_the_picture():
    table = decision_curve_plot(CURVES).table
    assert list(table["threshold"]) == list(T)
    assert table["difference_high"].iloc[0] == pytest.approx(3)
    assert list(table["single_task"]) == pytest.approx([10, 8, 5, 0, 0])


def test_no_arm_leaves_a_sentence_instead_of_a_curve():
    nothing = dataclasses.replace(CURVES, arms={}, difference=None)
    assert decision_curve_plot(nothing).reading == "No decision curve could be drawn."
