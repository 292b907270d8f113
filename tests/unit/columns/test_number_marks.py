"""Decimal marks, thousands, texts among numbers, numbers without end."""

import pytest

from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import NumberMarks, OnlyNumbers


def test_each_cell_may_have_its_own_decimal_mark(asked, repaired):
    cells = ["1,5", "1.5", "2", "1.234,5", "1,234.5"]
    check = asked("x", cells)[FindingCode.MIXED_DECIMAL]
    assert check.repair == NumberMarks("x", "both")
    assert repaired("x", cells, [check.repair]) == [1.5, 1.5, 2, 1234.5, 1234.5]
    assert not asked("x", cells, [check.repair])


def test_ambiguous_thousands_are_thousands_once_a_person_says_so(asked, repaired):
    cells = ["1,234", "12", "5,000"]
    check = asked("cells", cells)[FindingCode.THOUSANDS_AMBIGUOUS]
    assert repaired("cells", cells, ()) == cells
    assert repaired("cells", cells, [check.repair]) == [1234, 12, 5000]
    german = ["1.234", "12,5"]
    check = asked("cells", german, decimal=",")[FindingCode.THOUSANDS_AMBIGUOUS]
    assert repaired("cells", german, [check.repair], decimal=",") == [1234, 12.5]


def test_texts_among_numbers_become_missing_and_are_kept_beside(asked, read):
    cells = ["5", "6", "haemolysed", "7", "NA"]
    check = asked("k", cells)[FindingCode.NUMBERS_WITH_TEXT]
    assert check.repair == OnlyNumbers("k")
    assert "1 cell of 'k' is no number, the other 3 are" in check.finding.message
    arrays = read("k", cells, [check.repair]).arrays
    assert arrays["k"].tolist()[:2] == [5, 6]
    assert arrays["k (code)"].tolist() == [None, None, "haemolysed", None, None]
    assert not asked("k", cells, [check.repair])


def test_a_number_in_another_notation_is_no_text_among_numbers(asked, repaired):
    cells = ["5", "6", "7,5", "1,234.5", "late"]
    assert repaired("x", cells, [OnlyNumbers("x")])[:4] == ["5", "6", "7,5", "1,234.5"]
    assert FindingCode.MIXED_DECIMAL in asked("x", cells, [OnlyNumbers("x")])


def test_only_numbers_leaves_a_column_without_numbers_alone(repaired):
    assert repaired("x", ["a", "b"], [OnlyNumbers("x")]) == ["a", "b"]


def test_diagnosis_codes_are_no_numbers_with_texts(asked):
    assert FindingCode.NUMBERS_WITH_TEXT not in asked("icd", ["038.9", "250.0", "401.9", "V45"])


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "1e308", "-1e31"])
def test_infinite_numbers_are_a_question_and_kept_beside_once_accepted(asked, read, cell):
    check = asked("x", ["1", "2", cell])[FindingCode.INFINITE_VALUES]
    arrays = read("x", ["1", "2", cell], [check.repair]).arrays
    assert arrays["x"].tolist()[:2] == [1, 2]
    assert arrays["x (code)"].tolist() == [None, None, cell]
    assert not asked("x", ["1", "2", cell], [check.repair])
