"""The order of day, month and year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.schema import FindingCode, Severity
from mtl_core.schema.repairs import DateOrder, DatePattern

CODE = FindingCode.DATE_ORDER
DMY, MDY, YMD = (
    DatePattern.DAY_MONTH_YEAR,
    DatePattern.MONTH_DAY_YEAR,
    DatePattern.YEAR_MONTH_DAY,
)


@pytest.mark.parametrize(
    ("cells", "pattern", "after"),
    [
        (["03/04/2021", "25/12/2021"], DMY, ["2021-04-03", "2021-12-25"]),
        (["03/04/2021", "12/25/2021"], MDY, ["2021-03-04", "2021-12-25"]),
        (["03.04.2021", "05.06.2021"], DMY, ["2021-04-03", "2021-06-05"]),
        (["1-2-99", "25-2-03"], DMY, ["1999-02-01", "2003-02-25"]),
        (["25/12/68", "25/12/69"], DMY, ["2068-12-25", "1969-12-25"]),
        (["98/04/03", "97/12/25"], YMD, ["1998-04-03", "1997-12-25"]),
        (["2021-04-03", "25/12/2021"], DMY, ["2021-04-03", "2021-12-25"]),
        (["03/04/2021 10:20", "25/12/2021"], DMY, ["2021-04-03 10:20", "2021-12-25"]),
    ],
)
def test_one_cell_or_full_stops_decide_the_order_of_all(asked, repaired, cells, pattern, after):
    check = asked("admitted", cells)[CODE]
    assert check.finding.severity is Severity.INFO
    assert check.repair == DateOrder("admitted", pattern)
    assert repaired("admitted", cells, [check.repair]) == after
    assert not asked("admitted", cells, [check.repair])


def test_where_no_cell_decides_a_person_is_asked(asked, repaired):
    cells = ["03/04/2021", "05/06/2021"]
    check = asked("admitted", cells)[CODE]
    assert check.finding.severity is Severity.WARNING
    assert "No date of 'admitted' tells" in check.finding.message
    assert repaired("admitted", cells, ()) == cells
    us = repaired("admitted", cells, [DateOrder("admitted", MDY)])
    assert us == ["2021-03-04", "2021-05-06"]


def test_dates_in_two_orders_are_told_and_what_does_not_fit_is_kept_beside(asked, read):
    cells = ["25/12/2021", "26/12/2021", "12/27/2021", "31/02/2021", ""]
    check = asked("admitted", cells)[CODE]
    assert check.finding.severity is Severity.WARNING
    assert "2 dates of 'admitted' do not exist as day/month/year, 1 of them" in (
        check.finding.message
    )
    arrays = read("admitted", cells, [check.repair]).arrays
    assert arrays["admitted"].tolist() == ["2021-12-25", "2021-12-26", None, None, None]
    assert arrays["admitted (code)"].tolist() == [None, None, "12/27/2021", "31/02/2021", None]


def test_impossible_dates_of_a_sorted_format_are_counted(asked):
    check = asked("admitted", ["2021-02-28", "2021-02-29", "2021-13-01"])[CODE]
    assert check.finding.message.startswith("2 dates of 'admitted' do not exist")
    assert check.repair == DateOrder("admitted", YMD)


@pytest.mark.parametrize(
    "cells",
    [
        ["2021-04-03", "2020-02-29"],
        ["2021-04-03T10:20", "2021-04-03 10:20:30.5+02:00"],
        ["1/2", "3/4"],
        ["1.5.2", "1.5.3"],
        ["120/80", "130/85"],
        ["10.1.2", "well"],
    ],
)
def test_sorted_dates_and_other_cells_are_no_question(asked, cells):
    assert CODE not in asked("x", cells)


def test_a_column_without_dates_is_left_alone_by_the_repair(repaired):
    assert repaired("x", ["a", "b"], [DateOrder("x", DMY)]) == ["a", "b"]


@given(st.lists(st.dates(date(1970, 1, 1), date(2060, 1, 1)), min_size=2, max_size=30))
def test_dates_written_in_an_order_are_read_back_in_it(read, days):
    days = [*days, date(2021, 12, 25)]
    for pattern, form in ((DMY, "%d/%m/%Y"), (MDY, "%m/%d/%y"), (YMD, "%Y/%m/%d")):
        cells = [day.strftime(form) for day in days]
        result = read("x", cells, [DateOrder("x", pattern)])
        assert result.arrays["x"].tolist() == [day.isoformat() for day in days]
        assert list(result.arrays) == ["x"]
        assert not [c for c in result.checks if c.finding.code == CODE]
