"""Parquet files: typed columns become cells that read back equal."""

import datetime as dt
import io
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtl_core.data import read_bytes
from mtl_core.errors import CohortError
from mtl_core.formats import read_cells
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import LeaveOut


def parquet(columns, **options):
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream, **options)
    return stream.getvalue()


def texts(columns, **options):
    cells = read_cells(parquet(columns, **options))
    return {name: list(column) for name, column in cells.columns.items()}


DAY = dt.datetime.fromisoformat("2024-03-01")


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        (pa.array([1, None, -3], pa.int16()), ["1", "", "-3"]),
        (pa.array([2**63 - 1, 0, None]), ["9223372036854775807", "0", ""]),
        (pa.array([61.0, None, 0.1]), ["61", "", "0.1"]),
        (pa.array([np.nan, np.inf, 1e300], from_pandas=False), ["", "inf", "1e+300"]),
        (pa.array([0.5, 2, None], pa.float32()), ["0.5", "2", ""]),
        (pa.array([True, None, False]), ["true", "", "false"]),
        (pa.array([Decimal("1.50"), None, Decimal("-0.01")]), ["1.50", "", "-0.01"]),
        (pa.array(["é", "", None]), ["é", "", ""]),
        (pa.array(["a", "b", None]).dictionary_encode(), ["a", "b", ""]),
        (pa.array([7, None, 7]).dictionary_encode(), ["7", "", "7"]),
        (pa.array([DAY.date(), None, dt.date(1850, 1, 2)]), ["2024-03-01", "", "1850-01-02"]),
        (pa.array([DAY, None, DAY]), ["2024-03-01", "", "2024-03-01"]),
        (
            pa.array([DAY, None, DAY.replace(hour=7, microsecond=5)], pa.timestamp("us")),
            ["2024-03-01 00:00:00", "", "2024-03-01 07:00:00.000005"],
        ),
        (
            pa.array([DAY.replace(hour=1), None, None], pa.timestamp("ms", tz="UTC")),
            ["2024-03-01 01:00:00+00:00", "", ""],
        ),
        (pa.array([dt.time(7, 5), None, dt.time(0)]), ["07:05:00", "", "00:00:00"]),
        (
            pa.array([dt.timedelta(hours=30), None, dt.timedelta(seconds=-1.5)]),
            ["30:00:00", "", "-0:00:01.500000"],
        ),
        (pa.nulls(3), ["", "", ""]),
    ],
)
def test_each_type_becomes_text(column, cells):
    assert texts({"pid": ["a", "b", "c"], "x": column})["x"] == cells


def test_row_groups_are_read_in_order():
    column = [f"level {i % 7}" for i in range(100)]
    assert texts({"a": column, "b": list(range(100))}, row_group_size=9)["a"] == column


def test_columns_of_lists_records_and_bytes_are_refused_by_name():
    columns = {
        "fine": ["x"],
        "several": [[1, 2]],
        "record": [{"a": 1}],
        "raw": [b"\x00"],
    }
    with pytest.raises(CohortError) as caught:
        read_cells(parquet(columns))
    assert caught.value.found.endswith("several, record, raw")


def test_row_labels_of_pandas_are_proposed_to_be_left_out():
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}, index=[5, 9])
    (check,) = read_cells(frame.to_parquet()).checks
    assert check.finding.code == FindingCode.UNNAMED_COLUMN
    assert check.repair == LeaveOut("__index_level_0__")


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"a": [], "b": []}, "no patients"),
        ({"a": [1]}, "single column"),
        ({"": [1], "b": [2]}, "no name"),
        ({"1": [1], "2": [2]}, "does not name the columns"),
    ],
)
def test_what_is_no_table_is_refused_as_in_a_text_file(columns, problem):
    with pytest.raises(CohortError) as caught:
        read_cells(parquet(columns))
    assert problem in caught.value.problem


def test_more_cells_than_fit_are_refused_before_they_are_read():
    # runs of one value take no room in the file
    column = pa.nulls(40_000_001)
    with pytest.raises(CohortError, match="too large"):
        read_cells(parquet(dict.fromkeys("abcde", column)))


COLUMNS = st.fixed_dictionaries(
    {
        "floats": st.lists(st.none() | st.floats(allow_nan=False), min_size=5, max_size=5),
        "whole": st.lists(st.none() | st.integers(-(2**53), 2**53), min_size=5, max_size=5),
        "words": st.lists(st.text().filter(lambda t: "\x00" not in t), min_size=5, max_size=5),
    }
)


@given(COLUMNS)
@settings(max_examples=40, deadline=None)
def test_whatever_pyarrow_writes_reads_back_equal(columns):
    types = {"floats": pa.float64(), "whole": pa.int64(), "words": pa.string()}
    cells = texts({name: pa.array(values, types[name]) for name, values in columns.items()})
    assert cells["words"] == columns["words"]
    for name in ("floats", "whole"):
        known = [None if text == "" else float(text) for text in cells[name]]
        assert known == columns[name]


def test_a_parquet_file_gives_the_table_of_its_csv():
    frame = pd.DataFrame(
        {
            "pid": ["p1", "p2", "p3"],
            "age": [61, None, 44.25],
            "n": pd.array([1, 2, None], dtype="Int64"),
            "sex": pd.Categorical(["m", "f", None]),
            "seen": pd.to_datetime(["2024-03-01", None, "2024-03-03"]),
        }
    )
    from_csv = read_bytes(frame.to_csv(index=False).encode(), name="a.csv")
    table = read_bytes(frame.to_parquet(index=False), name="a.parquet")
    assert table.frame.equals(from_csv.frame)
    assert table.frame.dtypes.equals(from_csv.frame.dtypes)
    assert table.format == "parquet"
