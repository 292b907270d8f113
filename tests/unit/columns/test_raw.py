"""What is a number, what stays text, what is missing."""

import numpy as np
import pytest

from mtl_core.data import read_bytes
from mtl_core.schema import FindingCode


def read(text, encoding="utf-8"):
    return read_bytes(text.encode(encoding), name="cohort.csv")


def codes_of(table):
    return [finding.code for finding in table.findings]


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
