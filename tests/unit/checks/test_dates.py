"""Dates that lie after the proposed time of prediction."""

import datetime as dt

import pytest

from mtl_core.checks import examine
from mtl_core.data import read_bytes
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import LeaveOut

N = 60
START = dt.date(2019, 1, 28)


def found(gaps, style="%Y-%m-%d", time="admitted"):
    days = [START + dt.timedelta(3 * i) for i in range(len(gaps))]
    rows = [
        f"{day:{style}},{(day + dt.timedelta(gap)).strftime(style) if gap != '' else ''},{i}"
        for i, (day, gap) in enumerate(zip(days, gaps, strict=True))
    ]
    table = read_bytes("\n".join([f"{time},scan,x", *rows]).encode(), name="x")
    checks = [c for c in examine(table) if c.finding.code == FindingCode.DATE_AFTERWARDS]
    return [(c.finding.column, c.repair) for c in checks], checks


@pytest.mark.parametrize("style", ["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%y", "%Y/%m/%d"])
def test_dates_mostly_after_the_time_are_found_in_every_order(style):
    columns, checks = found([3] * 40 + [-3] * 20, style)
    assert columns == [("scan", LeaveOut("scan"))]
    assert "In 40 of 60 rows" in checks[0].finding.message


@pytest.mark.parametrize("gaps", [[0] * N, [-9] * N, [3] * 30 + [-3] * 30, [3] * 19 + [""] * 41])
def test_dates_before_or_at_the_time_or_too_few_are_not(gaps):
    assert found(gaps)[0] == []
