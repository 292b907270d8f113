"""Who changes sides, as a figure."""

import numpy as np
import pytest

from mtl_core.plots.performance import SidesChanged, reclassification_plot
from mtl_core.schema import Estimate

EVENTS = SidesChanged(200, 6, 2, Estimate(0.02, -0.01, 0.05))
OTHERS = SidesChanged(1000, 30, 40, Estimate(-0.01, -0.03, 0.01))


def test_bars_are_patients_out_of_a_hundred_of_their_own_kind():
    right, wrong, net = reclassification_plot(EVENTS, OTHERS).figure.data
    np.testing.assert_allclose(right.x, [3.0, 3.0])
    np.testing.assert_allclose(wrong.x, [-1.0, -4.0])
    np.testing.assert_allclose(net.x, [2.0, -1.0])
    np.testing.assert_allclose(net.error_x.array, [3.0, 2.0])


def test_everybody_is_accounted_for_in_the_table_and_in_words():
    chart = reclassification_plot(EVENTS, OTHERS)
    parts = chart.table[["put right", "put wrong", "same side"]].sum(axis=1)
    assert parts.tolist() == chart.table["n"].tolist() == [200, 1000]
    assert "192 on the same side; net +2.0 (−1.0 to +5.0) of 100" in chart.alt
    assert "(n 200), multi-task finds 3.0 whom single-task misses, and misses 1.0" in chart.reading
    assert "3.0 are spared a false alarm and 4.0 are given one" in chart.reading


def test_right_and_wrong_differ_in_more_than_colour():
    right, wrong, _ = reclassification_plot(EVENTS, OTHERS).figure.data
    assert right.marker.pattern.shape is None
    assert wrong.marker.pattern.shape == "/"


@pytest.mark.parametrize("n", [0, 50])
def test_nobody_who_changes_sides_is_said(n):
    net = (
        Estimate(0.0, 0.0, 0.0)
        if n
        else Estimate(reason="not estimable (no patient has the event)")
    )
    chart = reclassification_plot(SidesChanged(n, 0, 0, net), SidesChanged(50, 0, 0, net))
    assert chart.reading.startswith("Nobody changes sides")
    assert ("not estimable" in chart.alt) == (n == 0)
