"""Ages above 89."""

import pytest

from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import AgeBand

CODE = FindingCode.HIGH_AGE


def test_ages_of_ninety_and_more_are_asked_about_and_banded(asked, repaired):
    cells = ["44", "89.9", "90", "91.5", "104", ""]
    check = asked("age", cells)[CODE]
    assert check.repair == AgeBand("age", 90)
    assert check.finding.message.startswith("3 ages of 'age' are 90 or more")
    assert repaired("age", cells, [check.repair]) == [44, 89.9, 90, 90, 90, None]
    assert CODE not in asked("age", cells, [check.repair])


@pytest.mark.parametrize("name", ["Age", "AGE_YEARS", "maternal_age", "age at death", "Alter"])
def test_ages_are_known_by_name(asked, name):
    assert CODE in asked(name, ["44", "95"])


def test_ages_are_known_by_label(asked):
    assert CODE in asked("v017", ["44", "95"], label="Age at admission (years)")


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("age", ["44", "89.9"]),
        ("age", ["44", "90", "90"]),
        ("age_group", ["44", "95"]),
        ("age_months", ["44", "95", "120"]),
        ("dosage", ["44", "95"]),
        ("stage", ["44", "95"]),
        ("age", ["200", "95", "300", "400"]),
    ],
)
def test_other_numbers_are_no_high_ages(asked, name, cells):
    assert CODE not in asked(name, cells)


def test_a_code_for_missing_does_not_become_an_age(repaired):
    assert repaired("age", ["999", "95", "-9"], [AgeBand("age", 90)]) == [999, 90, -9]
