"""Table 1 beside another program, and by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mtl_core.errors import SchemaError
from mtl_core.evaluation.cohort import table_one

# tableone 0.9.6 (PyPI) on assets/cohorts/rhc.csv:
# TableOne(df, columns=[...], categorical=["sex", "race", "cat1", "cat2", "income", "dnr1"],
#          groupby="swang1", smd=True, include_null=False, decimals=3)
RHC_DIFFERENCES = {
    "age": 0.061,
    "meanbp1": 0.455,
    "crea1": 0.270,
    "wtkilo1": 0.256,
    "urin1": 0.011,
    "sex": 0.093,
    "race": 0.036,
    "cat1": 0.583,
    "cat2": 0.530,
    "income": 0.142,
    "dnr1": 0.229,
}


@pytest.fixture(scope="module")
def rhc() -> pd.DataFrame:
    frame = pd.read_csv(Path(__file__).parents[4] / "assets" / "cohorts" / "rhc.csv")
    return frame.astype(dict.fromkeys(frame.select_dtypes("number"), np.float64))


@pytest.fixture(scope="module")
def rhc_table(rhc) -> pd.DataFrame:
    return table_one(rhc, list(RHC_DIFFERENCES), "swang1").table


def _line(table: pd.DataFrame, characteristic: str, statistic: str) -> list[str]:
    names = table["Characteristic"].replace("", None).ffill()
    chosen = table[(names == characteristic) & (table["Statistic"] == statistic)]
    return chosen.iloc[0, 2:].tolist()


def test_standardised_differences_are_those_of_tableone(rhc):
    found = table_one(rhc, list(RHC_DIFFERENCES), "swang1").differences
    assert {name: round(value, 3) for name, value in found.items()} == RHC_DIFFERENCES


def test_of_three_groups_the_largest_pair_counts(rhc):
    # tableone 0.9.6, groupby="cat1": the pairs of CHF, COPD and Cirrhosis are .412 .742 1.272 for
    # age, .294 .102 .191 for sex, .262 .193 .281 for race.
    three = rhc[rhc["cat1"].isin(["CHF", "COPD", "Cirrhosis"])]
    found = table_one(three, ["age", "sex", "race"], "cat1").differences
    assert {n: round(v, 3) for n, v in found.items()} == {"age": 1.272, "sex": 0.294, "race": 0.281}


def test_means_medians_and_shares_are_those_of_tableone(rhc_table):
    assert rhc_table.columns[2:].tolist() == [
        "All (n = 5,735)",
        "No RHC (n = 3,551)",
        "RHC (n = 2,184)",
        "Standardised difference",
    ]
    assert _line(rhc_table, "age", "mean (SD)") == [
        "61.4 (16.7)",
        "61.8 (17.3)",
        "60.7 (15.6)",
        "0.06",
    ]
    assert _line(rhc_table, "urin1", "median [quartiles]")[:3] == [
        "1,927.0 [1,110.0, 2,955.0]",
        "1,965.0 [1,180.0, 2,885.0]",
        "1,850.0 [990.0, 3,097.5]",
    ]
    assert _line(rhc_table, "sex", "Female, n (%)")[:3] == [
        "2,543 (44.3)",
        "1,637 (46.1)",
        "906 (41.5)",
    ]
    assert _line(rhc_table, "cat2", "Coma, n (%)")[:3] == ["90 (7.5)", "70 (10.2)", "20 (3.9)"]


def test_missing_cells_have_a_line_in_per_cent_of_all_rows(rhc_table):
    # 3028 of 5735 and 4535 of 5735 by tableone's column Missing.
    assert _line(rhc_table, "urin1", "missing, n (%)")[0] == "3,028 (52.8)"
    assert _line(rhc_table, "cat2", "missing, n (%)")[0] == "4,535 (79.1)"


def test_a_column_without_missing_cells_has_no_such_line(rhc_table):
    names = rhc_table["Characteristic"].replace("", None).ffill()
    assert "missing, n (%)" not in rhc_table[names == "age"]["Statistic"].tolist()


def test_there_is_no_p_value(rhc_table):
    assert not any(name.lower() == "p" or "p-" in name.lower() for name in rhc_table.columns)


def _small(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_numbers_by_hand():
    # Means 2 and 5, both standard deviations 1: 3 apart.
    frame = _small(x=[1.0, 2, 3, 4, 5, 6], arm=["a"] * 3 + ["b"] * 3)
    assert table_one(frame, ["x"], "arm").differences["x"] == pytest.approx(3.0)


def test_two_levels_by_hand():
    # Shares .5 and .75: .25 / sqrt((.25 + .1875) / 2).
    frame = _small(x=["y", "n", "y", "n", "y", "y", "y", "n"], arm=["a"] * 4 + ["b"] * 4)
    assert table_one(frame, ["x"], "arm").differences["x"] == pytest.approx(0.25 / 0.21875**0.5)


def test_groups_that_are_alike_have_difference_zero_and_disjoint_ones_none():
    frame = _small(
        same=["u", "v", "u", "v"], apart=["u", "u", "v", "v"], flat=[1.0, 1.0, 1.0, 1.0],
        arm=["a", "a", "b", "b"],
    )  # fmt: skip
    result = table_one(frame, ["same", "apart", "flat"], "arm")
    assert result.differences["same"] == pytest.approx(0.0)
    assert result.differences["apart"] is None
    assert result.differences["flat"] == 0.0
    assert "not estimable" in result.table["Standardised difference"].tolist()


def test_decimals_follow_the_spread_of_the_column():
    # Standard deviations 0.0129 and 129.1: two significant digits, but one decimal at least.
    frame = _small(small=[0.10, 0.11, 0.12, 0.13], large=[1000.0, 1100.0, 1200.0, 1300.0])
    cells = table_one(frame, ["small", "large"]).table["All (n = 4)"].tolist()
    assert cells[0] == "0.115 (0.013)"
    assert cells[2] == "1,150.0 (129.1)"


def test_zeros_and_ones_are_a_category_and_without_a_group_there_is_one_column():
    result = table_one(_small(x=[0.0, 1, 1, np.nan]), ["x"])
    assert result.table["Statistic"].tolist() == ["0, n (%)", "1, n (%)", "missing, n (%)"]
    assert result.table["All (n = 4)"].tolist() == ["1 (33.3)", "2 (66.7)", "1 (25.0)"]
    assert result.differences == {}


def test_rows_without_a_group_are_left_out_and_counted():
    frame = _small(x=["u", "v", "u"], arm=["a", "b", None])
    frame = pd.concat([frame] * 2)
    result = table_one(frame, ["x"], "arm")
    assert result.n_left_out == 2
    assert result.sizes == {"a": 2, "b": 2}
    assert "left out (2)" in result.reading


def test_rare_levels_are_added_up():
    levels = [f"level {i:02d}" for i in range(30)]
    frame = pd.DataFrame({"x": [*levels, *levels[:5]]})
    table = table_one(frame, ["x"]).table
    assert len(table) == 12
    assert table.iloc[-1].tolist()[1:] == ["19 other levels, n (%)", "19 (54.3)"]


def test_a_column_without_values_does_not_crash():
    frame = _small(x=[np.nan] * 4, y=[None] * 4, arm=["a", "a", "b", "b"])
    assert table_one(frame, ["x", "y"], "arm").differences == {"x": None, "y": None}


def test_too_many_groups_and_unknown_columns_are_refused():
    frame = pd.DataFrame({"x": np.arange(20.0)})
    with pytest.raises(SchemaError, match="8 different values"):
        table_one(frame, [], "x")
    with pytest.raises(SchemaError, match="no column called z"):
        table_one(frame, ["z"])


def test_small_counts_and_those_that_would_tell_them_are_not_shown():
    frame = pd.DataFrame(
        {"x": ["u"] * 30 + ["v"] * 3 + ["u"] * 20 + ["v"] * 20, "arm": ["a"] * 33 + ["b"] * 40}
    )
    table = table_one(frame, ["x"], "arm", suppress_below=11).table
    assert table.iloc[:, 2:5].to_numpy().tolist() == [
        ["50 (68.5)", "not shown", "not shown"],
        ["23 (31.5)", "<11", "not shown"],
    ]


def test_a_hidden_number_of_missing_cells_cannot_be_read_from_the_shares():
    frame = pd.DataFrame({"x": ["u"] * 50 + ["v"] * 50 + [None] * 4})
    table = table_one(frame, ["x"], suppress_below=11).table
    assert table["All (n = 104)"].tolist()[-1] == "<11"
    assert not any("(" in cell for cell in table["All (n = 104)"])
