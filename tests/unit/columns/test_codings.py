"""One answer in many spellings; answers that are neither."""

import pytest

from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import Coding, MissingCodes, OneCoding

MANY, UNCLEAR = FindingCode.MANY_SPELLINGS, FindingCode.UNCLEAR_ANSWERS


@pytest.mark.parametrize(
    ("cells", "after"),
    [
        (["yes", "Yes", "Y", "1", "true", "ja", "oui", "no", "N", "0"], ["yes"] * 7 + ["no"] * 3),
        (["male", "M", "m", "female", "F"], ["male"] * 3 + ["female"] * 2),
        (["pos", "Positive", "+", "neg", "-"], ["positive"] * 3 + ["negative"] * 2),
        (["True", "TRUE", "f", "False"], ["yes", "yes", "no", "no"]),
    ],
)
def test_spellings_of_two_answers_become_two(asked, repaired, cells, after):
    check = asked("answer", cells)[MANY]
    assert repaired("answer", cells, [check.repair]) == after
    assert not asked("answer", cells, [check.repair])


def test_levels_that_differ_in_case_accents_spaces_or_a_full_stop_become_one(asked, repaired):
    cells = ["White"] * 5 + ["white", "WHITE ", "white."] + ["Métis"] * 5 + ["Metis", "Black"]
    check = asked("race", cells)[MANY]
    after = repaired("race", cells, [check.repair])
    assert after == ["White"] * 8 + ["Métis"] * 6 + ["Black"]
    assert MANY not in asked("race", cells, [check.repair])


def test_two_different_accents_are_two_answers(asked):
    assert MANY not in asked("vowel", ["é", "è"] * 10)


def test_rare_texts_and_names_of_persons_do_not_enter_a_repair(asked):
    assert MANY not in asked("remark", ["saw Mr Smith", "Saw Mr Smith", "well", "ill"])
    assert MANY not in asked("surname", ["Smith", "smith"] * 10)


@pytest.mark.parametrize(
    "cells",
    [["yes", "no"], ["Y", "N"], ["m", "f"], ["+", "-"], ["no", "yes", "metastatic"], ["a", "b"]],
)
def test_one_spelling_each_is_no_question(asked, cells):
    assert not asked("answer", cells * 5)


@pytest.mark.parametrize("word", ["equivocal", "Pending", "indeterminate", "borderline", "n/d"])
def test_unclear_answers_are_asked_about_and_never_become_negative(asked, repaired, word):
    cells = ["pos", "neg", word, "pos", "Neg"]
    checks = asked("culture", cells)
    assert checks[UNCLEAR].repair == MissingCodes("culture", (word,))
    spelt = repaired("culture", cells, [checks[MANY].repair])
    assert spelt == ["positive", "negative", word, "positive", "negative"]
    assert repaired("culture", cells, [checks[UNCLEAR].repair])[2] is None
    assert FindingCode.MISSING_CODE_SUSPECT not in checks


def test_unknown_beside_yes_and_no_is_asked_about_once(asked):
    checks = asked("smoker", ["yes", "no", "unknown", "NA"])
    assert checks[UNCLEAR].repair.codes == ("unknown",)
    assert checks[FindingCode.MISSING_CODE_SUSPECT].repair.codes == ("NA",)


def test_labels_of_a_dictionary_name_numbers_however_they_are_spelt(read):
    repair = OneCoding("sex", (Coding("male", ("1",)), Coding("female", ("2",))))
    result = read("sex", ["1", "2.0", "", "1.00"], [repair])
    assert result.arrays["sex"].tolist() == ["male", "female", None, "male"]
    partly = read("sex", ["1", "2", "3", "3"], [repair]).arrays["sex"]
    assert partly.tolist() == ["male", "female", "3", "3"]


def test_cells_that_the_repair_does_not_name_stay(repaired):
    repair = OneCoding("x", (Coding("yes", ("Y",)),))
    assert repaired("x", ["Y", "n", "yes"], [repair]) == ["yes", "n", "yes"]
