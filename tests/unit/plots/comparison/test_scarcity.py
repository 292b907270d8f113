"""The curves of label scarcity."""

import dataclasses

import numpy as np
import pytest

from mtl_core.plots.comparison import scarcity_plot
from mtl_core.schema import Arm, CohortStamp, Difference, Estimate, TaskKind, Verdict
from mtl_core.schema.answers import ScarcityPoint, ScarcityReport


def point(share, labels, multi, single):
    arms = {
        Arm.MULTI_TASK: Estimate(multi, multi - 0.02, multi + 0.02, 900),
        Arm.SINGLE_TASK: Estimate(single, single - 0.03, single + 0.03, 900),
        Arm.LOGISTIC: Estimate(single - 0.01, single - 0.04, single + 0.02, 900),
    }
    gain = multi - single
    difference = Difference(gain, gain - 0.01, gain + 0.01, 0.01, 0.02, Verdict.BETTER)
    return ScarcityPoint(share, labels, labels / 5, 3, arms, difference)


REPORT = ScarcityReport(
    task="died <soon>",
    kind=TaskKind.BINARY,
    measure="auroc",
    group=("died <soon>", "icu"),
    seed=0,
    cohort=CohortStamp(1000, "f", "c"),
    n=900,
    events=180,
    points=(point(1.0, 2700.0, 0.82, 0.815), point(0.03, 82.0, 0.75, 0.69)),
    headline="Sharing helps.",
)


def lines(chart):
    return {t.name: t for t in chart.figure.data if t.mode == "lines+markers"}


def test_every_arm_has_a_line_over_the_number_of_labels():
    drawn = lines(scarcity_plot(REPORT))
    assert set(drawn) == {
        arm.facts.label for arm in (Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.LOGISTIC)
    }
    multi = drawn[Arm.MULTI_TASK.facts.label]
    assert list(multi.x) == [82, 2700]
    assert list(multi.y) == [0.75, 0.82]


def test_the_two_networks_have_bands_of_their_intervals():
    bands = [t for t in scarcity_plot(REPORT).figure.data if t.fill == "toself"]
    assert len(bands) == 2
    assert max(bands[0].y) == pytest.approx(0.84)
    assert min(bands[0].y) == pytest.approx(0.73)


def test_the_axis_is_logarithmic_and_names_labels_and_shares():
    axis = scarcity_plot(REPORT).figure.layout.xaxis
    assert axis.type == "log"
    assert list(axis.ticktext) == ["82<br>3 %", "2,700<br>100 %"]


def test_the_words_and_the_table_say_what_the_picture_shows():
    chart = scarcity_plot(REPORT)
    assert "From 2,700 labels down to 82" in chart.reading
    assert "multi-task goes from 0.820 to 0.750" in chart.reading
    assert "82 labels (3 %), 16 of them events" in chart.alt
    assert "+0.060 (+0.050 to +0.070)" in chart.alt
    table = chart.table.set_index("share")
    assert table.loc[0.03, "multi_task"] == 0.75
    assert table.loc[1.0, "verdict"] == "better"


def test_a_share_without_estimate_leaves_the_picture_and_keeps_its_reason():
    why = "not estimable (no events are left)"
    lost = {arm: Estimate(reason=why) for arm in REPORT.points[1].arms}
    few = dataclasses.replace(REPORT.points[1], arms=lost, difference=Difference(reason=why))
    chart = scarcity_plot(dataclasses.replace(REPORT, points=(REPORT.points[0], few)))
    assert list(lines(chart)[Arm.MULTI_TASK.facts.label].x) == [2700]
    assert why in chart.alt
    assert chart.table["reason"].iloc[1] == why
    assert chart.reading == "With 2,700 labels the AUROC is 0.820 with sharing and 0.815 without."


def test_when_nothing_can_be_estimated_the_words_say_so():
    lost = ScarcityPoint(
        0.1, 8.0, 1.0, 3, {Arm.MULTI_TASK: Estimate(reason="x")}, Difference(reason="x")
    )
    chart = scarcity_plot(dataclasses.replace(REPORT, points=(lost,)))
    assert "none of these shares" in chart.reading
    assert not lines(chart)


def test_an_estimate_without_interval_is_a_band_without_width():
    bare = dict.fromkeys(REPORT.points[0].arms, Estimate(0.8, n=900))
    only = dataclasses.replace(REPORT.points[0], arms=bare)
    bands = [
        t
        for t in scarcity_plot(dataclasses.replace(REPORT, points=(only,))).figure.data
        if t.fill == "toself"
    ]
    assert np.ptp(bands[0].y) == 0
