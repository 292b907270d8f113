"""Numbers with marks."""

import pytest

from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import QualifiedNumbers

CODE = FindingCode.QUALIFIED_NUMBERS
PLAIN = ["1.5", "2", "3.25", "4"]


@pytest.mark.parametrize(
    ("cell", "number", "mark"),
    [
        ("<0.01", 0.01, "<"),
        ("> 100", 100, ">"),
        ("<=5", 5, "<="),
        ("≥7", 7, "≥"),
        ("~3", 3, "~"),
        ("5.2 H", 5.2, "H"),
        ("5.2L", 5.2, "L"),
        ("5.2*", 5.2, "*"),
        ("5.2 (H)", 5.2, "(H)"),
        ("12 mg/dl", 12, "mg/dl"),
        ("12mg/dl", 12, "mg/dl"),
        ("97%", 97, "%"),
        ("<-1.5", -1.5, "<"),
    ],
)
def test_a_number_with_a_mark_gives_the_number_and_the_mark(asked, read, cell, number, mark):
    check = asked("lab", [*PLAIN, cell])[CODE]
    assert check.repair == QualifiedNumbers("lab")
    arrays = read("lab", [*PLAIN, cell], [check.repair]).arrays
    assert arrays["lab"].tolist() == [1.5, 2, 3.25, 4, number]
    assert arrays["lab (code)"].tolist() == [None] * 4 + [mark]
    assert not read("lab", [*PLAIN, cell], [check.repair]).checks


def test_a_decimal_comma_is_read_as_such(repaired):
    cells = ["<0,5", "1,5"]
    assert repaired("lab", cells, [QualifiedNumbers("lab")], decimal=",") == [0.5, 1.5]


def test_two_units_in_a_column_are_no_marks(asked, repaired):
    cells = ["5.5 mmol/L", "99 mg/dL", *PLAIN]
    assert CODE not in asked("glucose", cells)
    assert repaired("glucose", cells, [QualifiedNumbers("glucose")])[0] == "5.5 mmol/L"


@pytest.mark.parametrize(
    "cells",
    [
        ["<18", ">=18", "<18"],
        ["under 5", "5 to 10", "over 10"],
        ["<2 mo. follow-up", "no", "Coma"],
        ["1A", "2B", "3C"],
        ["V45", "250.01", "<3"],
        ["5/10", "3/10"],
    ],
)
def test_bands_and_codes_are_no_numbers_with_marks(asked, cells):
    assert CODE not in asked("x", cells * 3)


def test_nothing_is_asked_when_more_than_a_tenth_is_something_else(asked):
    assert CODE not in asked("x", ["<1", "2", "3", "well", "better"])
    assert FindingCode.NUMBERS_WITH_TEXT in asked("x", ["<1", "2", "3", "well", "4"])


def test_a_very_long_cell_of_digits_is_read_at_once(asked):
    assert not asked("x", ["1" * 100_000 + "z", "b"])
