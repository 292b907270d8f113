"""How a file was written: encoding, delimiter, decimal mark."""

import codecs
import csv
import io

import pytest

from mtl_core.data import read_bytes
from mtl_core.schema import FindingCode


def read(text, encoding="utf-8"):
    return read_bytes(text.encode(encoding), name="cohort.csv")


def codes_of(table):
    return [finding.code for finding in table.findings]


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


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read(end):
    assert read(end.join(["a,b", "1,2", "3,4", ""])).frame["b"].tolist() == [2, 4]
