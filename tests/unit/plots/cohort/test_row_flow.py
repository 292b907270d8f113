"""From the rows of the file to the labels of each task."""

from itertools import pairwise

from mtl_core.formats import RowStep
from mtl_core.plots.cohort import row_flow
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import RowReason, WithoutRows

RAGGED = RowStep(FindingCode.RAGGED_ROWS, 12, (3, 7))
EMPTY = RowStep(FindingCode.EMPTY_ROWS, 5)
REPEATED = RowStep(FindingCode.REPEATED_ROWS, 4)


def _texts(chart):
    return [a.text for a in chart.figure.layout.annotations if a.text]


def test_rows_in_the_file_are_those_of_the_table_and_all_that_left():
    chart = row_flow(100, [RAGGED, REPEATED], labelled={})
    assert chart.table.iloc[0].to_list() == ["rows in the file", 116]
    assert "100 of 116 rows are in the table" in chart.reading


def test_rows_left_out_by_a_decision_stand_apart_from_those_set_aside_while_reading():
    chart = row_flow(
        100, [RAGGED, EMPTY, REPEATED], labelled={}, repairs=[WithoutRows(RowReason.REPEATED)]
    )
    assert "17 rows set aside while reading and 4 rows left out by your decision" in chart.reading
    assert any("left out by you" in text and "4 repeating" in text for text in _texts(chart))


def test_the_same_reason_can_stand_on_both_sides():
    chart = row_flow(9, [EMPTY, EMPTY], labelled={}, repairs=[WithoutRows(RowReason.EMPTY)])
    assert "5 rows set aside while reading and 5 rows left out" in chart.reading


def test_patients_and_labels_of_each_task_end_the_flow():
    chart = row_flow(100, [], labelled={"died": 90, "los <days>": 1_000}, n_patients=80)
    assert chart.table["n"].tolist() == [100, 100, 80, 90, 1000]
    assert "of 80 patients" in _texts(chart)[1]
    assert "los &lt;days&gt;: <b>1,000</b>" in _texts(chart)[-1]
    assert "rows with a label: died: 90" in chart.alt


def test_a_file_whose_rows_are_all_used_says_so():
    assert row_flow(1, [], labelled={}).reading == "All 1 row of the file are in the table."


def test_boxes_do_not_overlap():
    chart = row_flow(9, [RAGGED, REPEATED], labelled={f"task {i}": i for i in range(13)})
    boxes = chart.figure.layout.shapes
    assert all(above.y1 < below.y0 for above, below in pairwise(boxes))
