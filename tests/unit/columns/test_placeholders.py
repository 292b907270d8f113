"""Dates for none."""

import pytest

from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import MissingCodes

CODE = FindingCode.DATE_PLACEHOLDER
DATES = [f"20{year}-0{month}-11" for year in range(10, 22) for month in range(1, 9)]


@pytest.mark.parametrize("code", ["1900-01-01", "1970-01-01", "9999-12-31", "2099-12-31"])
def test_a_repeated_far_away_date_is_asked_about(asked, repaired, code):
    check = asked("seen", [*DATES, *[code] * 3])[CODE]
    assert check.repair == MissingCodes("seen", (code,))
    assert check.finding.message.startswith("3 dates of 'seen' are far from all others")
    assert repaired("seen", [*DATES, *[code] * 3], [check.repair])[-3:] == [None] * 3
    assert not asked("seen", [*DATES, *[code] * 3], [check.repair])


def test_it_is_recognised_however_it_is_written(asked):
    cells = ["25/12/2020", "03/04/2021", "01/01/1900", "1/1/1900", "01/01/1900"]
    assert asked("seen", cells)[CODE].repair.codes == ("01/01/1900", "1/1/1900")


@pytest.mark.parametrize(
    "cells",
    [
        [*DATES, "1900-01-01", "1900-01-01"],
        [f"19{year:02}-01-01" for year in range(60, 80)] * 3,
        [*DATES, *["2022-01-01"] * 9],
    ],
)
def test_rare_reachable_and_ordinary_dates_are_left_alone(asked, cells):
    assert CODE not in asked("seen", cells)
