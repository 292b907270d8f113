"""What is no table is refused, with line numbers."""

import codecs

import pytest

from mtl_core.data import read_bytes
from mtl_core.errors import CohortError


def refused(content):
    with pytest.raises(CohortError) as caught:
        read_bytes(content if isinstance(content, bytes) else content.encode(), name="x.csv")
    return caught.value


def test_ragged_lines_are_refused_with_the_physical_line_on_which_they_start():
    error = refused('a,b,c\n1,2,3\n"one\ntwo",2,3\n1,2\n1,2,3\n1,2,3,4\n')
    assert "line 5, 7" in error.found
    assert "2 lines" in error.found


def test_of_many_ragged_lines_the_first_ten_and_the_count_are_shown():
    error = refused("a,b\n" + "1,2,3\n" * 25)
    assert "line 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 (the first 10 of 25)" in error.found


def test_a_trailing_comma_in_data_lines_is_refused():
    assert "line 2, 3" in refused("a,b\n1,2,\n3,4,\n").found


def test_all_rows_one_cell_longer_than_the_header_say_where_to_look():
    assert "separator at the end" in refused("a,b\n1,2,\n3,4,\n").action
    assert "column without a name" in refused("a,b\n1,2,9\n2,4,9\n").action


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
        (b"m,61,no\nf,44,yes\nm,50,no\n", "does not name the columns"),
        (b"p,2021-03-04,x\nq,2021-03-05,x\n", "does not name the columns"),
        (b"sep=;\na\n1\n", "single column"),
        (b",".join(b"c%d" % i for i in range(6000)) + b"\n1\n" * 30, "too long"),
        (b"n" * 5000 + b",b\n1,2\n", "too long"),
        (b"a,b\n1," + b"x" * 10_000_000 + b"\n", "A cell is too long"),
        (b"a,b\n1," + b"2," * 5_000_000 + b"\n", "do not have the columns"),
        (b'a,b\n1,"x"y\n2,z\n', "wrong place"),
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
