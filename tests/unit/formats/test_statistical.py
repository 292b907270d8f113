"""SPSS, Stata and SAS: labels, reasons for missing, and what a file promises."""

import datetime as dt
import tracemalloc

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from mtl_core.data import read_bytes
from mtl_core.errors import CohortError
from mtl_core.formats import read_cells
from mtl_core.schema import FindingCode, Severity
from mtl_core.schema.repairs import BESIDE

SEX = {1.0: "male", 2.0: "female"}


def spss(tmp_path, columns, **options):
    pyreadstat.write_sav(pd.DataFrame(columns), tmp_path / "f.sav", **options)
    return read_cells((tmp_path / "f.sav").read_bytes())


def stata(tmp_path, columns, **options):
    pyreadstat.write_dta(pd.DataFrame(columns), tmp_path / "f.dta", **options)
    return read_cells((tmp_path / "f.dta").read_bytes())


def texts(cells):
    return {name: list(column) for name, column in cells.columns.items()}


def messages(cells):
    for check in cells.checks:
        assert check.finding.code == FindingCode.VALUE_LABELS
        assert check.finding.severity is Severity.INFO
        assert check.repair is None
    return {check.finding.column: check.finding.message for check in cells.checks}


def test_names_of_codes_become_answers_and_labels_of_columns_are_kept(tmp_path):
    cells = spss(
        tmp_path,
        {"sex": [1.0, 2.0, np.nan, 1.0], "age": [61, 44.5, 0.1, np.nan]},
        variable_value_labels={"sex": SEX},
        column_labels=["Sex at birth", None],
    )
    assert texts(cells) == {
        "sex": ["male", "female", "", "male"],
        "age": ["61", "44.5", "0.1", ""],
    }
    assert cells.labels == {"sex": "Sex at birth"}
    assert "1 column" in messages(cells)[None]
    assert (cells.written.format, cells.written.encoding) == ("spss", "utf-8")


def test_codes_stay_where_only_some_of_them_have_a_name(tmp_path):
    cells = spss(
        tmp_path,
        {"pain": [0.0, 3.0, 7.0, 10.0], "x": [1, 2, 3, 4.0]},
        variable_value_labels={"pain": {0.0: "none", 10.0: "worst"}},
    )
    assert texts(cells)["pain"] == ["0", "3", "7", "10"]
    assert messages(cells)["pain"].startswith("The dictionary does not name the code in 2 cells")


def test_two_codes_of_one_name_stay_two_answers(tmp_path):
    cells = spss(
        tmp_path,
        {"a": [1.0, 2.0, 3.0], "b": [1, 2, 3.0]},
        variable_value_labels={"a": {1.0: "other", 2.0: "other", 3.0: "none"}},
    )
    assert texts(cells)["a"] == ["other (1)", "other (2)", "none"]


def test_what_spss_calls_missing_is_blank_and_its_reason_stands_beside(tmp_path):
    cells = spss(
        tmp_path,
        {
            "sex": [1.0, -9.0, 2.0, np.nan],
            "age": [61, 998, 44, 999.0],
            "word": ["a", "XX", "", "b"],
        },
        variable_value_labels={"sex": SEX | {-9.0: "refused"}},
        missing_ranges={"sex": [-9], "age": [{"lo": 990, "hi": 999}], "word": ["XX"]},
    )
    assert texts(cells) == {
        "sex": ["male", "", "female", ""],
        "sex (code)": ["", "refused", "", ""],
        "age": ["61", "", "44", ""],
        "age (code)": ["", "998", "", "999"],
        "word": ["a", "", "", "b"],
        "word (code)": ["", "XX", "", ""],
    }
    assert BESIDE.format("sex") == "sex (code)"
    assert "beside 3 columns" in messages(cells)[None]


def test_numbers_that_are_reasons_are_names_in_the_table_and_never_amounts(tmp_path):
    frame = pd.DataFrame({"age": [61, 998, 44, 999.0], "b": [1.0, 2.0, 3.0, 4.0]})
    path = tmp_path / "f.sav"
    pyreadstat.write_sav(frame, path, missing_ranges={"age": [998, 999]})
    table = read_bytes(path.read_bytes(), name="f.sav")
    assert table.frame["age"].dropna().tolist() == [61, 44]
    assert table.frame["age (code)"].tolist() == [None, "998", None, "999"]


def test_labels_of_reasons_alone_do_not_ask_for_more_names(tmp_path):
    cells = spss(
        tmp_path,
        {"age": [61, 999.0], "b": [1.0, 2.0]},
        variable_value_labels={"age": {999.0: "unknown"}},
        missing_ranges={"age": [999]},
    )
    assert texts(cells)["age"] == ["61", ""]
    assert texts(cells)["age (code)"] == ["", "unknown"]
    assert list(messages(cells)) == [None]


def test_extended_missing_values_of_stata_are_blank_with_their_letter_beside(tmp_path):
    cells = stata(
        tmp_path,
        {"sex": pd.Series([1, 2, "a", "b"], dtype=object), "x": [0.1, np.nan, -3, 1e5]},
        missing_user_values={"sex": ["a", "b"]},
        variable_value_labels={"sex": {1: "male", 2: "female", "a": "refused"}},
    )
    assert texts(cells) == {
        "sex": ["male", "female", "", ""],
        "sex (code)": ["", "", "refused", ".b"],
        "x": ["0.1", "", "-3", "100000"],
    }
    assert cells.written.format == "stata"


def test_dates_of_every_century_are_written_year_first(tmp_path):
    early, late = dt.date(1850, 1, 3), dt.date(2024, 2, 29)
    noon = dt.datetime.fromisoformat("2024-02-29 12:00:05")
    columns = {"seen": [early, late, None], "at": [noon, noon, None], "x": [1.0, 2.0, 3.0]}
    expected = {
        "seen": ["1850-01-03", "2024-02-29", ""],
        "at": ["2024-02-29 12:00:05", "2024-02-29 12:00:05", ""],
        "x": ["1", "2", "3"],
    }
    assert texts(spss(tmp_path, columns)) == expected
    assert texts(stata(tmp_path, columns)) == expected
    pyreadstat.write_xport(pd.DataFrame(columns), tmp_path / "f.xpt")
    assert texts(read_cells((tmp_path / "f.xpt").read_bytes())) == expected


def test_a_transport_file_of_sas_keeps_the_labels_of_its_columns(tmp_path):
    frame = pd.DataFrame({"AGE": [61.0, 44.0], "SEX": ["m", "f"]})
    path = tmp_path / "f.xpt"
    pyreadstat.write_xport(frame, path, column_labels=["Age (years)", ""])
    cells = read_cells(path.read_bytes())
    assert texts(cells) == {"AGE": ["61", "44"], "SEX": ["m", "f"]}
    assert cells.labels == {"AGE": "Age (years)"}
    assert cells.written.format == "sas"


def test_a_transport_file_with_two_tables_is_refused(tmp_path):
    frame = pd.DataFrame({"a": [61.0, 44.0], "b": ["m", "f"]})
    path = tmp_path / "f.xpt"
    pyreadstat.write_xport(frame, path)
    content = path.read_bytes()
    # The second table has the same headers as the first one, without that of the library.
    with pytest.raises(CohortError, match="2 tables"):
        read_cells(content + content[3 * 80 :])


@pytest.mark.parametrize("columns", [{"a": [1.0, 2.0]}, {"a": [], "b": []}])
def test_what_is_no_table_is_refused_as_in_a_text_file(tmp_path, columns):
    with pytest.raises(CohortError, match=r"single column|no patients"):
        spss(tmp_path, pd.DataFrame(columns, dtype=float))


def test_more_rows_than_the_bytes_can_hold_are_refused_before_there_is_room_for_them(tmp_path):
    frame = pd.DataFrame({"a": np.arange(40.0), "b": np.arange(40.0)})
    path = tmp_path / "f.dta"
    pyreadstat.write_dta(frame, path, version=10)
    content = path.read_bytes()
    # Bytes 6 to 9 of a Stata file before version 13 are the number of rows.
    assert int.from_bytes(content[6:10], "little") == 40
    tracemalloc.start()
    with pytest.raises(CohortError, match="cannot be read to its end"):
        read_cells(content[:6] + (60_000_000).to_bytes(4, "little") + content[10:])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000
