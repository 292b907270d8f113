"""Errors against size, and the calibration line of a regression task."""

import numpy as np
import pytest

from mtl_core.plots.performance import bland_altman_plot, observed_predicted_plot
from mtl_core.schema import Estimate

OBSERVED, PREDICTED = np.array([10.0, 20, 30, 40]), np.array([12.0, 20, 26, 42])
LIMITS = {
    "mean_error": Estimate(0.0, -2.0, 2.0, 4),
    "agreement_low": Estimate(-5.5, -9.0, -2.0, 4),
    "agreement_high": Estimate(5.5, 2.0, 9.0, 4),
}


def lines(chart):
    return {
        trace.name: trace for trace in chart.figure.data if trace.mode == "lines" and trace.name
    }


def test_the_picture_holds_mean_and_difference_of_every_patient():
    chart = bland_altman_plot(OBSERVED, PREDICTED, LIMITS)
    np.testing.assert_allclose(chart.table["mean_of_both"], [11, 20, 28, 41])
    np.testing.assert_allclose(chart.table["predicted_minus_observed"], [2, 0, -4, 2])


def test_mean_and_limits_are_lines_with_their_intervals_in_words():
    chart = bland_altman_plot(OBSERVED, PREDICTED, LIMITS)
    drawn = lines(chart)
    assert sorted(trace.y[0] for trace in drawn.values()) == [-5.5, 0.0, 5.5]
    assert "Upper limit of agreement 5.50 (2.00 to 9.00)" in drawn
    assert len({trace.line.dash for trace in drawn.values()}) == 3
    assert "100 % of 4 patients lie between them" in chart.reading
    assert "4 patients" in chart.alt


def test_a_band_reaches_from_low_to_high():
    bands = [t for t in bland_altman_plot(OBSERVED, PREDICTED, LIMITS).figure.data if t.fill]
    assert {(band.y[0], band.y[-1]) for band in bands} == {(2, 9), (-2, 2), (-9, -2)}


@pytest.mark.parametrize(
    ("observed", "predicted", "measures", "words"),
    [
        (np.array([np.nan]), np.array([1.0]), LIMITS, "No patient"),
        (np.array([1.0]), np.array([1.0]), {}, "not estimable"),
        (
            np.full(1_500, 3.0),
            np.full(1_500, 3.0),
            {"mean_error": Estimate(0.0)},
            "is 0 (no interval) on average",
        ),
        (
            OBSERVED,
            PREDICTED,
            LIMITS | {"agreement_low": Estimate(reason="x")},
            "is 0 (−2.00 to 2.00) on average",
        ),
    ],
)
def test_without_patients_limits_or_spread_there_are_words_and_no_crash(
    observed, predicted, measures, words
):
    assert words in bland_altman_plot(observed, predicted, measures).reading


@pytest.mark.parametrize(
    ("slope", "said"),
    [
        (Estimate(0.8, 0.7, 0.9), "too spread out"),
        (Estimate(1.2, 1.1, 1.3), "too close to their mean"),
        (Estimate(1.0, 0.9, 1.1), "the interval holds 1"),
    ],
)
def test_the_calibration_line_is_drawn_and_read(slope, said):
    chart = observed_predicted_plot(OBSERVED, PREDICTED, slope=slope, intercept=Estimate(2.0))
    (line,) = [t for name, t in lines(chart).items() if name.startswith("Calibration line")]
    np.testing.assert_allclose(line.y, 2 + slope.value * np.array([12, 42]))
    assert said in chart.reading


def test_without_a_slope_the_reason_is_said():
    missing = Estimate(reason="not estimable (all predicted values are the same)")
    chart = observed_predicted_plot(OBSERVED, np.full(4, 2.0), slope=missing, intercept=missing)
    assert "all predicted values are the same" in chart.reading
