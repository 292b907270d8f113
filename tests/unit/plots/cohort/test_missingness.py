"""Which columns are blank together."""

import numpy as np
import pandas as pd

from mtl_core.plots.cohort import missingness_patterns

NAN = np.nan
NHANES = pd.DataFrame(
    # The blanks of ``nhanes`` of the R package mice (25 rows), of which ``md.pattern`` prints
    # 13 complete rows, 3 without chl, 1 without bmi, 1 without hyp and bmi, 7 without all three.
    {
        "age": [1.0] * 25,
        "hyp": [1.0] * 17 + [NAN] * 8,
        "bmi": [2.0] * 16 + [NAN] * 9,
        "chl": [3.0] * 13 + [NAN] * 3 + [3.0] * 2 + [NAN] * 7,
    }
)


def test_the_patterns_are_those_that_mice_prints_for_nhanes():
    table = missingness_patterns(NHANES).table
    found = {
        frozenset(n for n in ("hyp", "bmi", "chl") if line[n] == "missing"): line["rows"]
        for line in table.to_dict("records")
    }
    assert found == {
        frozenset(): 13,
        frozenset({"chl"}): 3,
        frozenset({"bmi"}): 1,
        frozenset({"hyp", "bmi"}): 1,
        frozenset({"hyp", "bmi", "chl"}): 7,
    }


def test_complete_columns_are_not_in_the_picture():
    assert "age" not in missingness_patterns(NHANES).table.columns


def test_the_sentence_names_the_columns_that_are_most_often_missing_together():
    reading = missingness_patterns(NHANES).reading
    assert "13 of 25 rows (52 %) are complete" in reading
    assert "chl, bmi and hyp are missing together and nothing else (7 rows)" in reading
    assert reading.endswith("5 patterns in all.")


def test_the_most_frequent_pattern_comes_first_and_the_picture_stops_at_the_limit():
    chart = missingness_patterns(NHANES, limit=2)
    assert chart.figure.data[0].y.tolist() == [13, 7]
    assert chart.table["rows"].sum() == 25


def test_only_the_columns_with_most_missing_cells_form_patterns_and_the_sentence_says_so():
    chart = missingness_patterns(NHANES, most_columns=2)
    assert list(chart.table.columns[3:]) == ["chl", "bmi"]
    assert "Over the 2 columns with most missing cells, 13 of 25 rows" in chart.reading


def test_blanks_that_never_meet_are_said_not_to():
    frame = pd.DataFrame({"a": [NAN, 1.0, 1.0], "b": ["x", None, "x"]})
    assert missingness_patterns(frame).reading.endswith(
        "no two columns are missing in the same row."
    )


def test_a_complete_table_and_an_empty_one_say_that_no_cell_is_missing():
    assert missingness_patterns(NHANES[["age"]]).reading == "No cell is missing."
    assert missingness_patterns(NHANES.iloc[:0]).reading == "No cell is missing."


def test_names_that_look_like_markup_are_printed_letter_by_letter():
    chart = missingness_patterns(pd.DataFrame({"<b>x": [NAN, 1.0], "y": [NAN, 1.0]}))
    assert "&lt;b&gt;x" in chart.figure.layout.yaxis2.ticktext[0]
