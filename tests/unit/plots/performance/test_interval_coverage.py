"""Whether conformal intervals hold."""

from mtl_core.plots.performance import interval_coverage_plot
from mtl_core.schema import Estimate
from mtl_core.schema.answers import IntervalCell, IntervalReport

NOBODY = IntervalCell(0, 0, 0, Estimate(reason="not estimable (there is no patient)"))
LOW = IntervalCell(60, 1, 1, Estimate(58 / 60, 0.886, 0.991, 60))
HIGH = IntervalCell(60, 2, 10, Estimate(48 / 60, 0.682, 0.882, 60))
ALL = IntervalCell(120, 3, 11, Estimate(106 / 120, 0.814, 0.929, 120))


REACH = Estimate(3.4, 3.1, 4.0, 120)


def report(reach=REACH):
    thirds = {"lowest third": LOW, "middle third": NOBODY, "highest third": HIGH}
    return IntervalReport(0.1, reach, ALL, (4.0, 9.0), thirds)


def test_the_sentence_says_reach_promise_and_where_it_was_not_kept():
    said = interval_coverage_plot(report()).reading
    assert "reaches 3.40 to both sides of the prediction (95 % interval 3.10 to 4.00)" in said
    assert "88.3 % (81.4 % to 92.9 %) of 120 patients, where 90 % was promised" in said
    assert said.endswith("96.7 % in the lowest third and 80.0 % in the highest third of predicted "
                         "values.")  # fmt: skip


def test_a_third_without_patients_has_a_row_and_no_mark():
    chart = interval_coverage_plot(report())
    assert list(chart.figure.data[0].y) == [0, 1, 3]
    assert list(chart.table["n"]) == [120, 60, 0, 60]
    assert "Middle third (to 9.00)<br>n 0" in chart.figure.layout.yaxis.ticktext


def test_without_a_reach_the_sentence_has_the_reason():
    why = "not estimable (8 patients are too few for this promise)"
    said = interval_coverage_plot(report(reach=Estimate(n=8, reason=why))).reading
    assert said.startswith(f"The reach of an interval is {why}; ")
