"""Numbers that stand for 'missing'."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.columns import raw_column, read_column
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import MissingCodes

CODE = FindingCode.SENTINEL_SUSPECT
AGES = [str(age) for age in range(18, 99)]


@pytest.mark.parametrize("code", ["-9", "-99", "-999", "999", "9999", "888", "-88", "999.0"])
def test_a_repeated_number_far_from_all_others_is_asked_about(asked, code):
    assert asked("x", [code] * 3 + AGES)[CODE].repair == MissingCodes("x", (code,))


def test_two_codes_in_one_column_are_one_question(asked):
    check = asked("children", ["-9"] * 3 + ["-8"] * 4 + ["0", "1", "2", "3"])[CODE]
    assert check.repair == MissingCodes("children", ("-8", "-9"))
    assert "7 cells of 'children' hold one of 2 numbers" in check.finding.message


def test_every_spelling_of_the_number_is_named(asked):
    check = asked("x", ["999"] * 2 + ["999.0"] + AGES)[CODE]
    assert check.repair == MissingCodes("x", ("999", "999.0"))


def test_a_code_that_occurs_twice_is_not_asked_about(asked):
    assert not asked("x", ["999"] * 2 + AGES)


def test_nine_is_a_code_only_beside_answers_of_one_digit(asked):
    assert CODE in asked("died", ["0", "1"] * 10 + ["9"] * 3)
    assert CODE not in asked("children", ["0", "1", "2", "3", "4"] * 5 + ["9"] * 3)


def test_a_spike_above_nearly_all_others_is_asked_about(asked):
    rng = np.random.default_rng(0)
    glucose = [f"{value:.0f}" for value in rng.lognormal(5, 0.5, 2000).clip(40, 900)]
    assert CODE in asked("glucose", ["999"] * 60 + glucose)
    assert CODE not in asked("glucose", glucose)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("ages with many of 99", AGES + ["99"] * 5),
        ("percentages", [str(p) for p in range(60, 101)] * 3 + ["99"] * 40),
        ("counts", [str(c) for c in range(12)] * 9 + ["9"] * 5),
        ("base excess", [str(b) for b in range(-15, 16)] + ["-9"] * 9),
        ("a score of 0 to 100", [str(s) for s in range(101)] * 2),
    ],
)
def test_real_numbers_are_left_alone(asked, name, cells):
    assert CODE not in asked(name, cells)


@given(st.lists(st.integers(18, 120), min_size=3, max_size=60), st.integers(3, 9))
def test_after_the_repair_the_question_is_not_asked_again(ages, n):
    raw = raw_column("x", np.array([str(a) for a in [*ages, *[-99] * n]], dtype=object))
    repairs = [c.repair for c in read_column(raw, ".").checks if c.finding.code == CODE]
    again = [c for c in read_column(raw, ".", repairs).checks if c.finding.code == CODE]
    assert bool(repairs) is (len(set(ages)) > 1)
    assert not again or not repairs
