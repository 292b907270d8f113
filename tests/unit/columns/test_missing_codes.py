"""Words that may mean 'missing'."""

import pytest

from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import MissingCodes

CODE = FindingCode.MISSING_CODE_SUSPECT


@pytest.mark.parametrize(
    "word", ["NA", "None", "unknown", "UNK", "n/a", "?", ".", "-", "Missing", "keine Angabe"]
)
def test_a_word_that_may_mean_missing_is_asked_about_and_kept(asked, repaired, word):
    cells = ["angina", "asthma", word, word, "gout"]
    check = asked("history", cells)[CODE]
    assert check.repair == MissingCodes("history", (word,))
    assert check.finding.message.startswith("2 cells of 'history' hold")
    assert repaired("history", cells, ())[2] == word
    assert repaired("history", cells, [check.repair]) == ["angina", "asthma", None, None, "gout"]


def test_the_code_that_was_taken_out_is_kept_beside_the_column(read):
    cells = ["angina", "UNK", "", "unknown"]
    arrays = read("history", cells, [MissingCodes("history", ("UNK", "unknown"))]).arrays
    assert arrays["history (code)"].tolist() == [None, "UNK", None, "unknown"]


def test_codes_are_taken_out_exactly_as_they_are_spelt(repaired):
    repair = MissingCodes("x", ("-9",))
    assert repaired("x", ["-9", "-9.0", "9", "1"], [repair]) == [None, -9.0, 9.0, 1.0]


def test_codes_that_do_not_occur_change_nothing_and_still_give_the_second_column(read):
    arrays = read("x", ["1", "2"], [MissingCodes("x", ("-9",))]).arrays
    assert arrays["x"].tolist() == [1, 2]
    assert arrays["x (code)"].tolist()[:1] != ["-9"]
    assert list(arrays) == ["x", "x (code)"]


def test_a_code_among_words_may_mean_missing_but_is_no_question_among_numbers(asked):
    check = asked("sex", ["male", "female", "9", "female"])
    assert check[CODE].repair == MissingCodes("sex", ("9",))
    assert FindingCode.NUMBERS_WITH_TEXT not in check
    assert CODE not in asked("size", ["small", "9", "10", "large"])


def test_words_that_mean_missing_are_just_missing_among_numbers(asked, repaired):
    assert not asked("x", ["1", "NA", "2", "null"])
    assert repaired("x", ["1", "NA", "2"], ()) == [1, None, 2]
