"""Both arms and two features as figures: what is drawn and said."""

import numpy as np
import pytest

from mtl_core.plots.explanation import arms_drivers_plot, arms_likeness_plot, interaction_map
from mtl_core.schema.answers import OutputInArms
from tests.unit.plots.made_explanations import FAR, FEATURES, NEAR, NONE, alike, report, together


def test_the_band_reaches_from_the_less_alike_halves_to_one():
    chart = arms_likeness_plot(report(NEAR, FAR))
    assert [(band.x0, band.x1) for band in chart.figure.layout.shapes] == [(0.9, 1.0)] * 2
    drawn = {t.name: list(t.x) for t in chart.figure.data if np.isfinite(t.x).all()}
    assert drawn["Both arms, inside the band"] == [0.95]
    assert drawn["Both arms, less alike than the band"] == [0.7]
    symbols = {t.marker.symbol for t in chart.figure.data}
    assert len(symbols) == 3  # band, inside and outside differ without colour
    assert "1 of 2 estimates is explained less alike" in chart.reading
    assert "sepsis, cosine 0.70 (0.65 to 0.72) against a band from 0.90" in chart.reading


def test_arms_inside_the_band_are_not_called_different():
    chart = arms_likeness_plot(report(NEAR))
    assert "no more than training noise is seen" in chart.reading


def test_an_output_that_nothing_moves_is_in_the_table_only():
    chart = arms_likeness_plot(report(NEAR, NONE))
    assert len(chart.figure.layout.shapes) == 1
    assert chart.table["cosine"].isna().tolist() == [False, True]
    assert "nothing can be compared" in arms_likeness_plot(report(NONE)).reading


def test_classes_are_named_where_a_task_has_several():
    other = OutputInArms("aki", "no", alike(0.95), alike(0.93), alike(0.9), False, FEATURES)
    chart = arms_likeness_plot(report(NEAR, other, FAR))
    assert list(chart.figure.layout.yaxis.ticktext) == ["aki: yes", "aki: no", "sepsis"]


def test_each_arm_has_a_bar_from_half_to_half_in_percentage_points():
    chart = arms_drivers_plot(report(NEAR), NEAR)
    multi, single = chart.figure.data
    assert list(multi.x) == pytest.approx([1.2, 0.15])
    assert list(multi.error_x.array) == pytest.approx([0.2, 0.05])
    assert list(single.x) == pytest.approx([2.1, 0.2])
    assert multi.marker.symbol != single.marker.symbol
    assert "differ most in age: Multi-task 1.00 to 1.40, Single-task 2.00 to 2.20" in chart.reading


def test_a_cell_holds_mean_and_patients_and_few_patients_have_no_mean():
    chart = interaction_map(together())
    (cells,) = chart.figure.data
    assert [text for line in cells.text for text in line] == ["+1.00<br>n 40", "–<br>n 4"]
    assert "by 2.00 percentage points of risk in mean size" in chart.reading
    assert "Monte-Carlo error 0.100" in chart.reading
    assert "5 % of what both carry" in chart.reading  # .02 of .1 + .3
    assert "4 patients, too few for a mean" in chart.alt


def test_sampling_error_is_not_read_as_an_interaction():
    reading = interaction_map(together(beyond_error=False)).reading
    assert "cannot be told from sampling error" in reading
    assert "carry" not in reading
