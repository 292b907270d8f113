"""Curves, risks, amounts and classes."""

import numpy as np
import pytest

from mtl_core.plots.performance import (
    calibration_plot,
    confusion_heatmap,
    observed_predicted_plot,
    precision_recall_plot,
    risk_distribution,
    roc_plot,
)
from mtl_core.schema import Arm, Curve, Estimate

X = np.linspace(0, 1, 101)


def test_a_roc_curve_is_drawn_as_given_beside_the_diagonal():
    chart = roc_plot(
        {Arm.MULTI_TASK: Curve(X, np.sqrt(X))}, {Arm.MULTI_TASK: Estimate(2 / 3, 0.6, 0.7, 500)}
    )
    chance, curve = chart.figure.data
    np.testing.assert_array_equal(chance.x, chance.y)
    np.testing.assert_array_equal(curve.y, np.sqrt(X))
    assert "0.667 (0.600 to 0.700)" in curve.name
    assert "67 %" in chart.reading
    assert "n 500" in chart.alt


def test_a_curve_of_many_points_is_thinned_but_keeps_its_ends_and_its_table():
    x = np.linspace(0, 1, 20_001)
    chart = roc_plot({Arm.BOOSTING: Curve(x, x)}, {})
    curve = chart.figure.data[1]
    assert len(curve.x) == 5_000
    assert (curve.x[0], curve.x[-1]) == (0, 1)
    assert len(chart.table) == 20_001
    assert "could not be estimated" in chart.reading


def test_precision_recall_has_its_floor_at_the_prevalence():
    chart = precision_recall_plot({}, {Arm.LOGISTIC: Estimate(0.4, 0.3, 0.5, 90)}, 0.12)
    assert chart.figure.data[0].y.tolist() == [0.12, 0.12]
    assert "0.400" in chart.reading
    assert "0.120" in chart.reading


def test_a_missing_auroc_says_why():
    lost = {Arm.MULTI_TASK: Estimate(reason="not estimable (4 events)")}
    chart = roc_plot({Arm.MULTI_TASK: Curve(X, X)}, lost)
    assert chart.figure.data[1].name.endswith("AUROC not estimable (4 events)")


def test_the_calibration_band_encloses_low_and_high():
    curve = Curve(X, X, np.clip(X - 0.1, 0, 1), np.clip(X + 0.1, 0, 1))
    band = calibration_plot({Arm.MULTI_TASK: curve}).figure.data[1]
    np.testing.assert_array_equal(band.y[:101], curve.high)
    np.testing.assert_array_equal(band.y[101:], curve.low[::-1])


def test_calibration_is_read_at_its_largest_gap():
    y = X.copy()
    y[40] = 0.7
    reading = calibration_plot({Arm.SINGLE_TASK: Curve(X, y)}).reading
    assert "risk of 40 % about 70 had" in reading


def test_an_empty_or_undefined_calibration_curve_does_not_crash():
    assert "No calibration curve" in calibration_plot({}).reading
    nothing = Curve(X[:2], np.full(2, np.nan))
    assert "could not be estimated" in calibration_plot({Arm.MULTI_TASK: nothing}).reading


def test_risks_with_the_outcome_point_up_and_without_down_and_each_side_sums_to_one():
    observed = np.array([1, 1, 0, 0, 0, np.nan])
    predicted = np.array([0.8, 0.6, 0.1, 0.2, 0.3, 0.9])
    chart = risk_distribution(observed, predicted, "death")
    up, down = chart.figure.data
    assert up.y.sum() == pytest.approx(1)
    assert down.y.sum() == pytest.approx(-1)
    assert chart.table["n_with_outcome"].sum() == 2
    assert chart.table["n_without_outcome"].sum() == 3
    assert "above 70 %" in chart.reading
    assert "below 20 %" in chart.reading


def test_a_distribution_with_no_event_says_so():
    assert "one side is empty" in risk_distribution(np.zeros(3), np.full(3, 0.2)).reading


def test_few_patients_are_points_and_many_are_cells_with_all_counted_inside():
    rng = np.random.default_rng(0)
    few = observed_predicted_plot(rng.normal(size=50), rng.normal(size=50))
    assert len(few.figure.data[0].x) == 50
    many = observed_predicted_plot(rng.normal(size=9_000), rng.normal(size=9_000))
    cells = many.figure.data[0]
    assert cells.type == "heatmap"
    # .5 % fall outside on each of four sides
    assert 0.98 * 9_000 <= np.nansum(cells.customdata) <= 0.9905 * 9_000


def test_the_identity_line_has_equal_ends():
    line = observed_predicted_plot(np.array([1.0, 5.0]), np.array([2.0, 3.0])).figure.data[-1]
    assert line.x.tolist() == line.y.tolist() == [1.0, 5.0]


def test_constant_or_absent_outcomes_do_not_crash():
    observed_predicted_plot(np.full(2_000, 3.0), np.full(2_000, 3.0))
    assert "No patient" in observed_predicted_plot(np.array([np.nan]), np.array([1.0])).reading


def test_confusion_rows_are_shares_of_the_observed_class_with_counts():
    matrix = np.array([[8, 2, 0], [1, 3, 6], [0, 0, 0]])
    chart = confusion_heatmap(["home", "nursing", "died"], matrix)
    cells = chart.figure.data[0]
    np.testing.assert_allclose(cells.z, [[0.8, 0.2, 0], [0.1, 0.3, 0.6], [0, 0, 0]])
    assert cells.text[1][2] == "60 %<br>6"
    assert "right for 55 % of 20" in chart.reading
    assert "60 % of those observed as nursing were predicted as died" in chart.reading
    assert "Never" not in chart.reading


def test_a_class_that_is_never_predicted_is_named():
    chart = confusion_heatmap(["home", "nursing"], np.array([[8, 0], [2, 0]]))
    assert "Never predicted as most likely: nursing." in chart.reading
