"""Reading a CSV: what comes back, and what is refused with which line numbers."""

import codecs
import csv
import hashlib
import io
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.data import FindingCode, read_bytes, read_table
from mtl_core.errors import CohortError


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


@pytest.mark.parametrize(
    ("encoding", "bom", "named"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "utf-8-sig"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
        ("cp1252", b"", "cp1252"),
    ],
)
def test_every_encoding_gives_the_same_table(encoding, bom, named):
    content = bom + "größe,ort\n1,Köln\n2,Århus\n".encode(encoding)
    table = read_bytes(content, name="x")
    assert table.encoding == named
    assert table.columns == ("größe", "ort")
    assert table.frame["ort"].tolist() == ["Köln", "Århus"]


def test_windows_1252_is_a_finding_and_utf_8_is_not():
    assert codes_of(read("a,b\né,1\n", "cp1252")) == [FindingCode.ENCODING_GUESSED]
    assert codes_of(read("a,b\né,1\n")) == []


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_every_delimiter_is_found_although_others_occur_inside_quotes(mark):
    others = [m for m in ",;\t|" if m != mark]
    rows = [["x", "note"], ["1", "".join(others) + mark], ["2", 'said "no"\nand left']]
    stream = io.StringIO()
    csv.writer(stream, delimiter=mark).writerows(rows)
    table = read(stream.getvalue())
    assert table.delimiter == mark
    assert table.frame["note"].tolist() == [("".join(others) + mark).strip(), rows[2][1]]


def test_a_file_that_two_delimiters_split_alike_gets_a_finding():
    assert FindingCode.DELIMITER_GUESSED in codes_of(read("a;b,c\n1;2,x\n3;4,y\n"))


def test_a_decimal_comma_is_found_per_file():
    table = read("a;b;c\n1,5;7;x\n-2,25;8;y\n")
    assert table.decimal == ","
    assert table.frame["a"].tolist() == [1.5, -2.25]
    assert codes_of(table) == []


def test_a_decimal_comma_that_could_be_thousands_is_a_finding():
    table = read("a;b\n1,234;x\n2,345;y\n")
    assert table.frame["a"].tolist() == [1.234, 2.345]
    assert codes_of(table) == [FindingCode.DECIMAL_GUESSED]


def test_thousands_with_decimals_are_numbers_with_a_finding():
    table = read("a;b\n1.234,5;0,5\n12;0,25\n")
    assert table.frame["a"].tolist() == [1234.5, 12.0]
    assert codes_of(table) == [FindingCode.THOUSANDS_REMOVED]
    english = read('a,b\n"1,234.5",x\n"1,234,567",y\n')
    assert english.frame["a"].tolist() == [1234.5, 1234567.0]


def test_ambiguous_thousands_stay_text():
    table = read("a;b\n1.234;0,5\n12;0,25\n")
    assert table.frame["a"].tolist() == ["1.234", "12"]
    assert codes_of(table) == [FindingCode.THOUSANDS_AMBIGUOUS]
    assert codes_of(read('a,b\n"1,234",x\n5,y\n')) == [FindingCode.THOUSANDS_AMBIGUOUS]


def test_two_decimal_marks_in_one_column_stay_text():
    table = read("a;b\n1,5;0,5\n1.5;0,25\n")
    assert table.frame["a"].tolist() == ["1,5", "1.5"]
    assert codes_of(table) == [FindingCode.MIXED_DECIMAL]


def test_missing_words_are_missing_among_numbers_and_levels_among_text():
    table = read("a,b\n1,NA\nNA,None\nNaN,yes\nnull,no\n2,\n")
    assert np.isnan(table.frame["a"][1:4]).all()
    assert table.frame["b"].tolist() == ["NA", "None", "yes", "no", None]
    assert codes_of(table) == [FindingCode.MISSING_CODE_SUSPECT]


def test_none_is_no_missing_word_even_among_numbers():
    table = read("a,b\n1,x\n2,y\nNone,z\n")
    assert table.frame["a"].tolist() == ["1", "2", "None"]
    assert FindingCode.NUMBERS_WITH_TEXT in codes_of(table)


@pytest.mark.parametrize("code", ["00123", "007", "1E5", "12e3"])
def test_codes_stay_text(code):
    table = read(f"code,b\n{code},1\n1234,2\n")
    assert table.frame["code"].tolist() == [code, "1234"]
    assert codes_of(table) == [FindingCode.CODES_KEPT_AS_TEXT]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("-0.5", -0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("+3", 3.0),
        ("1e-05", 1e-5),
        ("1.5E3", 1500.0),
        ("1e+20", 1e20),
        ("0.1", 0.1),
        ("4.4378387391706266", 4.4378387391706266),
    ],
)
def test_spellings_of_numbers_are_read_to_the_last_digit(text, value):
    assert read(f"a,b\n{text},x\n").frame["a"][0] == value


@pytest.mark.parametrize("text", ["1_000", "٣", "0x10", "1 2", "--1", "1.2.3", "½"])
def test_what_only_resembles_a_number_stays_text(text):
    assert read(f"a,b\n{text},1\n").frame["a"].tolist() == [text]


@pytest.mark.parametrize("text", ["inf", "-Infinity", "INF", "1e308", "-1e308", "1e999"])
def test_infinite_and_huge_numbers_are_missing_with_a_finding(text):
    table = read(f"a,b\n{text},x\n1.5,y\n")
    assert np.isnan(table.frame["a"][0])
    assert table.frame["a"][1] == 1.5
    assert codes_of(table) == [FindingCode.INFINITE_VALUES]


def test_spaces_around_cells_are_dropped_and_told():
    table = read("a , b\n 1 , yes\n2,yes \n3,yes\n")
    assert table.columns == ("a", "b")
    assert table.frame["a"].tolist() == [1, 2, 3]
    assert table.frame["b"].tolist() == ["yes"] * 3
    assert codes_of(table) == [FindingCode.SPACES_TRIMMED]


def test_a_column_without_any_value_is_missing_numbers():
    table = read("a,b\n,x\n,y\n")
    assert table.is_numeric("a")
    assert table.frame["a"].isna().all()


def test_blank_lines_are_no_rows():
    assert read("a,b\n1,2\n\n3,4\n\n  \n\n").n_rows == 2


def test_rows_without_any_value_are_told():
    assert codes_of(read("a,b\n1,2\n,\n")) == [FindingCode.EMPTY_ROWS]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read(end):
    assert read(end.join(["a,b", "1,2", "3,4", ""])).frame["b"].tolist() == [2, 4]


def refused(content):
    with pytest.raises(CohortError) as caught:
        read_bytes(content if isinstance(content, bytes) else content.encode(), name="x.csv")
    return caught.value


def test_ragged_lines_are_refused_with_the_physical_line_on_which_they_start():
    error = refused('a,b,c\n1,2,3\n"one\ntwo",2,3\n1,2\n1,2,3\n1,2,3,4\n')
    assert "line 5, 7" in error.found
    assert "2 line(s)" in error.found


def test_of_many_ragged_lines_the_first_ten_and_the_count_are_shown():
    error = refused("a,b\n" + "1,2,3\n" * 25)
    assert "line 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 (the first 10 of 25)" in error.found


def test_a_trailing_comma_in_data_lines_is_refused():
    assert "line 2, 3" in refused("a,b\n1,2,\n3,4,\n").found


def test_a_totals_line_below_the_table_is_refused():
    assert "line 4" in refused("a,b,c\n1,2,3\n4,5,6\nTotal: 2 patients\n").found


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"a,b\n", "no patients"),
        (b"a,b\n\n\n", "no patients"),
        (b"a,b,a\n1,2,3\n", "same name"),
        (b"a,,c\n1,2,3\n", "no name"),
        (b"1,2,3\n4,5,6\n", "does not name the columns"),
        (b"a\n1\n2\n", "single column"),
        (b"PK\x03\x04rest of a workbook", "not a CSV"),
        (b"%PDF-1.7 rest", "not a CSV"),
        (b"\x89PNG\r\n\x1a\nrest", "not a CSV"),
        (b"\xd0\xcf\x11\xe0rest", "not a CSV"),
        (b"a,b\n1,\x00\n", "not a CSV"),
        (bytes(range(1, 32)) * 20, "not a CSV"),
        (b"\xff\xfea\x00,\x00\x00\xd8", "characters"),
        (b"a,b\n1,\x81\n", "characters"),
        (codecs.BOM_UTF32_LE + "a,b\n1,2\n".encode("utf-32-le"), "not a CSV"),
        (b'a,b\n1,"never ends\n2,3\n' + b"4,5\n" * 50_000, "quoted cell"),
    ],
)
def test_what_is_no_table_is_refused_in_one_message(content, problem):
    error = refused(content)
    assert problem in error.problem
    assert error.expected
    assert error.found
    assert error.action


def test_an_open_quotation_mark_at_the_end_is_refused():
    refused('a,b\n1,2\n3,"four\n')


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
        stream.truncate(2_000_000_000)
    with pytest.raises(CohortError, match=r"Found: 2\.0 GB"):
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
