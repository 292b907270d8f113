"""Marks with an order."""

import pytest

from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import OrderedMarks

CODE = FindingCode.ORDERED_MARKS


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["neg", "trace", "+", "++", "+++", "++++"], [0, 1, 2, 3, 4, 5]),
        (["-", "+", "++"], [0, 1, 2]),
        (["neg", "+/-", "1+", "2+"], [0, 1, 2, 3]),
        (["severe", "none", "Mild", "moderate"], [3, 0, 1, 2]),
        (["I", "IV", "II", "III"], [0, 3, 1, 2]),
        (["never", "often", "sometimes"], [0, 2, 1]),
    ],
)
def test_marks_become_their_place_in_the_order(asked, repaired, cells, numbers):
    check = asked("mark", cells)[CODE]
    assert repaired("mark", cells, [check.repair]) == numbers
    assert CODE not in asked("mark", cells, [check.repair])


def test_spellings_of_one_mark_get_one_number(repaired):
    repair = OrderedMarks("protein", ("neg", "trace", "+"))
    cells = ["Neg", "-", "negative", "tr", "1+"]
    assert repaired("protein", cells, [repair]) == [0, 0, 0, 1, 2]


def test_none_is_an_answer_on_a_scale_and_unknown_is_not(asked):
    checks = asked("pain", ["none", "mild", "severe", "unknown"])
    assert checks[CODE].repair.marks == ("none", "mild", "severe")
    assert checks[FindingCode.MISSING_CODE_SUSPECT].repair.codes == ("unknown",)


@pytest.mark.parametrize("cells", [["-", "+"], ["none", "mild"], ["mild", "gout", "severe"]])
def test_two_marks_or_other_words_are_no_scale(asked, cells):
    assert CODE not in asked("x", cells * 3)


def test_a_mark_that_the_repair_does_not_name_stays_as_it_is(repaired):
    repair = OrderedMarks("protein", ("-", "+", "++"))
    assert repaired("protein", ["-", "trace", "++"], [repair]) == ["0", "trace", "2"]
