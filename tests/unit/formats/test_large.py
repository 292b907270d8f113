"""Large files: read in blocks, with the cells, remarks and refusals of the exact reader."""

import csv
import hashlib
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtl_core.data import builtin_cohorts, read_bytes
from mtl_core.data.reading import table_of
from mtl_core.errors import CohortError
from mtl_core.formats import CodedColumn, read_cells, read_large
from mtl_core.formats.survey import quoting, survey

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]
BLOCKS = [16, 50, 300, 1 << 20]


def in_blocks(content, block_bytes=1 << 20):
    return read_large(lambda: io.BytesIO(content), block_bytes=block_bytes)


def cells_of(column):
    if isinstance(column, CodedColumn):
        texts = np.array(column.texts(), dtype=object)
        return texts[column.codes()].tolist()
    return column.tolist()


def assert_like_the_exact_reader(content, block_bytes=1 << 20):
    """Compare the two readers; say whether the fast one has read the file."""
    fast = in_blocks(content, block_bytes)
    if fast is None:
        return False
    exact = read_cells(content)  # a refusal here would be a difference
    assert {n: cells_of(c) for n, c in fast.cells.columns.items()} == {
        n: cells_of(c) for n, c in exact.columns.items()
    }
    assert list(fast.cells.columns) == list(exact.columns)
    assert fast.cells.written == exact.written
    assert fast.cells.checks == exact.checks
    assert fast.cells.row_steps == exact.row_steps == ()
    assert fast.cells.labels == exact.labels == {}
    np.testing.assert_array_equal(fast.cells.file_rows, exact.file_rows)
    assert fast.fingerprint == hashlib.sha256(content).hexdigest()
    assert_the_same_table(fast, content)
    return True


def assert_the_same_table(fast, content):
    table, expected = (
        table_of(fast.cells, fast.fingerprint, "x.csv"),
        read_bytes(content, name="x.csv"),
    )
    assert list(table.frame.dtypes) == list(expected.frame.dtypes)
    assert table.frame.equals(expected.frame)
    assert table.checks == expected.checks
    assert (table.decimal, table.row_steps) == (expected.decimal, expected.row_steps)


def written(rows, delimiter=",", quoting=csv.QUOTE_MINIMAL, end="\n"):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    return stream.getvalue()


ORDINARY = ["1,2,3\n", '"a",b,c\n', '"a""b","c,d",\n', "x,,y\n", "a,b,c\r\n", '"l\nm",2,3\n']
ODD = [
    *("a,b,c\n", "x,,\n", ",,\n", "\n", " \n", "note\n", "Total: 5,,\n", "1,2\n", "1,2,3,4\n"),
    *('a"b,c,d\n', '"a" ,b,c\n', "1,2,3\r", '"', "é,ü,ß\n", "\x00", "sep=,\n", "\t\t\n"),
    *("\ufeff\n", "\ufeffa,b,c\n", "  a ,b,c\n", "4,5,6", '""\n', '"a\r\nb",1,2\n'),
    *("\x1c,\x85,\u2028\n", '"",,\n', "\r\n", '"a"\n', "1\t2,3,4\n", "=1+1,+2,-3\n"),
]
HEADERS = ["a,b,c\n", "A,b,c\r\n", "", "sep=,\na,b,c\r\n", ",b,c\n", "\na,b,c\n"]


@st.composite
def files(draw):
    """Ordinary lines with at most two odd ones among them."""
    lines = draw(st.lists(st.sampled_from(ORDINARY), max_size=12))
    for odd in draw(st.lists(st.sampled_from(ODD), max_size=2)):
        lines.insert(draw(st.integers(0, len(lines))), odd)
    return draw(st.sampled_from(HEADERS)) + "".join(lines)


@st.composite
def raw_cells(draw):
    """Two columns of cells over the characters that readers may take differently."""
    raw = st.text(st.sampled_from('a1" \ufeffé\x0b\x1a=\u2028'), max_size=4)
    quoted = raw.map(lambda text: '"' + text.replace('"', '""') + '"')
    pairs = draw(st.lists(st.tuples(raw | quoted, raw | quoted), min_size=1, max_size=6))
    return "x,y\n" + "\n".join(map(",".join, pairs))


cell = st.one_of(
    st.just(""),
    st.integers(-20, 2000).map(str),
    st.floats(-1e6, 1e6).map("{:.4f}".format),
    st.sampled_from(["1,5", "0,25", "1.234", "00123", "1E5", "-9", "NA", "None", " x ", "inf"]),
    st.sampled_from(["+", "<0.01", "5.2 H", "2021-03-04", "25/12/2021", "yes", "Y", "=1+1"]),
    st.text(st.sampled_from("abä€ ,;|\t\n\"'#"), max_size=6),
)


@st.composite
def tables(draw):
    n_columns = draw(st.integers(2, 4))
    rows = draw(st.lists(st.lists(cell, min_size=n_columns, max_size=n_columns), max_size=12))
    header = [f"col{i}" for i in range(n_columns)]
    header[0] = draw(st.sampled_from(["col0", "", "pid", "co\tl 0", '"a" b']))
    return [header, *rows]


@given(
    tables(),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(ENCODINGS),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(BLOCKS),
)
def test_any_table_in_any_dialect_is_read_like_by_the_exact_reader(
    rows, delimiter, encoding, quoting, end, block_bytes
):
    text = written(rows, delimiter, quoting, end)
    assert_like_the_exact_reader(text.encode(encoding, errors="replace"), block_bytes)


@given(files(), st.sampled_from(ENCODINGS), st.sampled_from(BLOCKS))
def test_any_lines_are_read_like_by_the_exact_reader_or_left_to_it(text, encoding, block_bytes):
    assert_like_the_exact_reader(text.encode(encoding, errors="replace"), block_bytes)


@given(raw_cells(), st.sampled_from(ENCODINGS), st.sampled_from(BLOCKS))
def test_any_characters_are_read_like_by_the_exact_reader_or_left_to_it(
    text, encoding, block_bytes
):
    assert_like_the_exact_reader(text.encode(encoding, errors="replace"), block_bytes)


@given(st.binary(max_size=120), st.sampled_from([b"a,b\n", b"\xff\xfe", b"", b"\xef\xbb\xbfa,b\n"]))
def test_any_bytes_are_read_like_by_the_exact_reader_or_left_to_it(content, start):
    assert_like_the_exact_reader(start + content, 16)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=5),
    st.integers(60_000, 200_000),
    st.sampled_from(ENCODINGS),
    st.sampled_from([3_000, 70_000]),
    st.sampled_from(["", "9,8,7,6\n", "note\n", 'x,"y,z\n', "é,1,2\n", "a,b,c\n", "x,,\n"]),
)
def test_files_beyond_the_sample_are_read_like_by_the_exact_reader(
    rows, n_bytes, encoding, block_bytes, last
):
    block = written(rows)
    text = "a,b,c\n" + block * (n_bytes // len(block)) + last
    assert_like_the_exact_reader(text.encode(encoding, errors="replace"), block_bytes)


PLAIN = [
    b"a,b\n1,x\n2,y\n",
    b"a;b\r\n1,5;x\r\n2;y",
    b"a,b\n\n1,x\n\n",
    b'"a","b"\n"1","x, ""y"""\n"2",""\n"3","4"\n',
    b'a,b\n1,"two\nlines"\n2,y\n',
    "a,b\n1,é\n".encode("cp1252"),
    "a,b\n1,é\n".encode("utf-16"),
    "a,b\n1,é\n".encode("utf-8-sig"),
    b'"","b"\n"1",x\n"2",y\n',
    b"sep=;\na;b\n1;2\n",
    b"a\tb\n\tx\n1\ty\n",
]


@pytest.mark.parametrize("content", PLAIN)
def test_plain_files_are_read_in_blocks(content):
    assert assert_like_the_exact_reader(content)


LEFT = {
    "a ragged row": b"a,b\n" + b"1,2\n" * 30 + b"1,2,3\n",
    "a note": b"a,b\n1,2\nnote\n",
    "a full-width note": b"a,b\n1,2\nseen by the ward,\n",
    "a repeated header": b"a,b\n1,2\n a ,b\n3,4\n",
    "a stray quotation mark": b'a,b\n1,x"y\n',
    "an open quotation mark": b'a,b\n1,"x\n2,y\n',
    "text after a quotation mark": b'a,b\n1,"x"y\n',
    "a carriage return": b"a,b\r1,2\r",
    "a NUL": b"a,b\n1,\x00\n",
    "no rows": b"a,b\n",
    "one column": b"a\n1\n",
    "a patient as header": b"1,2\n1,2\n3,4\n",
    "a name twice": b"a,a\n1,2\n",
    "an endless cell": b"a,b\n1," + b"x" * 140_000 + b"\n",
    "nothing": b"",
    "a workbook": b"PK\x03\x04" + b"a,b\n1,2\n",
    "no encoding": b"a,b\n1,\x81\xff\n",
}


@pytest.mark.parametrize("what", LEFT)
def test_what_readers_take_differently_is_left_to_the_exact_reader(what):
    assert in_blocks(LEFT[what]) is None


def test_the_codes_of_a_column_follow_the_order_of_appearance_across_blocks():
    lines = [f"{name},1" for name in "cabacdbea" * 9]
    fast = in_blocks(("x,y\n" + "\n".join(lines)).encode(), 16)
    assert fast.cells.columns["x"].texts() == tuple("cabde")
    assert len(fast.cells.columns["x"].blocks.chunks) > 3


def test_progress_rises_to_the_end_of_the_file():
    content = b"a,b\n" + b"1,2\n" * 1000
    told = []
    read_large(lambda: io.BytesIO(content), told.append, 256)
    assert told == sorted(told)
    assert len(told) > 10
    assert told[-1] == 1.0


def test_a_cell_that_spans_blocks_is_still_seen_as_quoted():
    content = b'a,b\n1,"' + b"x" * 100 + b'\n"\n'
    found = quoting(iter([(content[i : i + 7], 0) for i in range(0, len(content), 7)]), ",")
    assert found is not None
    assert found.breaks


@pytest.mark.parametrize("split", range(1, 12))
def test_the_encoding_is_found_wherever_a_block_ends(split):
    content = "a,b\né€,1\n".encode()
    assert survey(lambda: io.BytesIO(content), split).encoding == "utf-8"
    latin = "a,b\né,1\n".encode("cp1252")
    assert survey(lambda: io.BytesIO(latin), split).encoding == "cp1252"
    assert survey(lambda: io.BytesIO(b"a,b\n1,\xc3"), split).encoding == "cp1252"
    assert survey(lambda: io.BytesIO(b"a,b\r\n1,2\r\n"), split) is not None
    assert survey(lambda: io.BytesIO(b"a,b\r\n1,2\r"), split) is None


def test_a_refusal_of_the_exact_reader_is_never_a_table():
    with pytest.raises(CohortError):
        read_cells(LEFT["a name twice"])


@pytest.mark.parametrize("cohort", builtin_cohorts(), ids=lambda cohort: cohort.key)
def test_real_cohorts_are_read_in_blocks_and_equal(cohort):
    assert assert_like_the_exact_reader(cohort.csv_path.read_bytes(), 1 << 16)
