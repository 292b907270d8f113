"""Reading a CSV: what comes back, whatever the dialect it was written in."""

import csv
import hashlib
import io
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.checks import profile
from mtl_core.data import read_bytes, read_table
from mtl_core.errors import CohortError
from mtl_core.schema import FindingCode


def read(text, encoding="utf-8"):
    return read_bytes(text.encode(encoding), name="cohort.csv")


def codes_of(table):
    return [finding.code for finding in table.findings]


def test_numbers_are_float64_and_text_is_object_with_none_for_blank():
    table = read("pid,age,sex\n1,61.5,f\n2,,\n")
    assert table.frame["age"].dtype == np.float64
    assert np.isnan(table.frame["age"][1])
    assert table.frame["sex"].tolist() == ["f", None]
    assert table.frame["sex"].dtype == object
    assert table.columns == ("pid", "age", "sex")
    assert table.frame.index.tolist() == [0, 1]
    assert not table.findings


def test_the_fingerprint_is_the_sha256_of_the_bytes():
    content = b"a,b\n1,2\n"
    assert read_bytes(content, name="x").fingerprint == hashlib.sha256(content).hexdigest()


def test_blank_lines_are_no_rows():
    assert read("a,b\n1,2\n\n3,4\n\n  \n\n").n_rows == 2


def test_rows_without_any_value_are_told():
    assert codes_of(read("a,b\n1,2\n,\n")) == [FindingCode.EMPTY_ROWS]


def refused(content):
    with pytest.raises(CohortError) as caught:
        read_bytes(content if isinstance(content, bytes) else content.encode(), name="x.csv")
    return caught.value


def test_no_message_carries_a_cell_value():
    surname = "Mustermann"
    texts = [
        f"a,b\n{surname},2,3\n",
        f'a,b\n1,"{surname}\n2,3\n',
        f"{surname},1,2,3,4\n5,6,7,8,9\n",
        f"a,b\n{surname}\n",
    ]
    for text in texts:
        assert surname not in str(refused(text))
    table = read(f"a,b,c\n 1 ,{surname}, {surname}\nNA,None,{surname}\n")
    assert table.findings
    assert all(surname not in f.message + f.proposal for f in table.findings)


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(tmp_path):
    with pytest.raises(CohortError, match=r"no file called 'none\.csv'"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(CohortError, match="is a folder"):
        read_table(tmp_path)
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as stream:
        stream.truncate(2_100_000_000)
    with pytest.raises(CohortError, match=r"Found: 2\.1 GB"):
        read_table(huge)


def test_a_file_that_may_not_be_read_is_refused():
    class Locked:
        name = "locked.csv"

        def stat(self):
            raise PermissionError(13, "Permission denied")

    with pytest.raises(CohortError, match="Permission denied"):
        read_table(Locked())


def test_a_file_is_read_like_its_bytes(tmp_path):
    path = tmp_path / "small.csv"
    path.write_bytes(b"a,b\n1,x\n")
    table = read_table(path)
    assert table.name == "small.csv"
    assert table.frame.equals(read_bytes(b"a,b\n1,x\n", name="other").frame)


def test_half_a_million_cells_are_read_in_seconds():
    # The bound is loose on purpose: it catches a loop over cells, not a busy machine.
    values = np.random.default_rng(0).normal(size=(10_000, 50)).round(3)
    stream = io.StringIO()
    stream.write(",".join(f"x{i}" for i in range(50)) + "\n")
    np.savetxt(stream, values, delimiter=",", fmt="%.3f")
    start = time.perf_counter()
    table = read(stream.getvalue())
    assert time.perf_counter() - start < 10
    np.testing.assert_array_equal(table.frame.to_numpy(), values)


words = st.text(st.sampled_from("abcxyzäöéÅ ,;|\t\n\"'.-<>=#"), min_size=1, max_size=12).map(
    lambda s: "w" + s.strip() + "w"
)
numbers = st.one_of(
    st.integers(-10_000, 10_000).map(float),
    st.floats(-1e12, 1e12, allow_nan=False, allow_infinity=False),
)


@st.composite
def written_tables(draw):
    n = draw(st.integers(1, 8))
    column = st.one_of(
        st.lists(st.none() | numbers, min_size=n, max_size=n),
        st.lists(st.none() | words, min_size=n, max_size=n),
    )
    columns = draw(st.lists(column, min_size=2, max_size=5))
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    decimal = "." if delimiter == "," else draw(st.sampled_from([".", ","]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return columns, delimiter, decimal, encoding, quoting, end


def spell(cell, decimal):
    if cell is None:
        return ""
    return repr(cell).replace(".", decimal) if isinstance(cell, float) else cell


@given(written_tables())
def test_what_is_written_in_any_dialect_is_read_back_equal(case):
    columns, delimiter, decimal, encoding, quoting, end = case
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerow([f"col{i}" for i in range(len(columns))])
    for row in zip(*columns, strict=True):
        writer.writerow([spell(cell, decimal) for cell in row])
    table = read_bytes(stream.getvalue().encode(encoding), name="x.csv")
    assert table.delimiter == delimiter
    for i, column in enumerate(columns):
        cells = table.frame[f"col{i}"]
        if not any(isinstance(cell, str) for cell in column):
            np.testing.assert_array_equal(
                cells.to_numpy(dtype=float),
                [np.nan if cell is None else cell for cell in column],
            )
        else:
            assert cells.tolist() == column


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(st.sampled_from('ab1.,;\t|"\r\n \x0b\x1c\x85\xa0é\u2028-eE0'), max_size=80).map(
            str.encode
        ),
        st.text(max_size=80).map(lambda text: text.encode("utf-16", errors="replace")),
    )
)
def test_any_bytes_are_a_table_or_refused(content):
    head = b"" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else b"first,second\n"
    try:
        table = read_bytes(head + content, name="x.csv")
    except CohortError:
        return
    assert table.n_rows > 0
    profile(table)
