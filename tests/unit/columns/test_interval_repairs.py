"""Dates as days since another date."""

import numpy as np

from mtl_core.data import read_bytes
from mtl_core.schema.repairs import DateOrder, DatePattern, DaysSince

CSV = b"""pid,admitted,died,seen
1,2021-01-01,2021-01-31,03/04/2021
2,2020-02-28,2020-03-01,05/06/2021
3,2020-02-28,,07/08/2021
"""


def test_a_date_becomes_days_since_the_anchor_of_its_row():
    table = read_bytes(CSV, name="x", repairs=[DaysSince("died", "admitted")])
    # 2020 is a leap year: 28 February to 1 March are two days.
    np.testing.assert_array_equal(table.frame["died"], [30, 2, np.nan])
    assert table.frame["admitted"].tolist()[0] == "2021-01-01"
    assert table.columns == ("pid", "admitted", "died", "seen")


def test_two_columns_may_be_anchors_of_each_other():
    repairs = [DaysSince("died", "admitted"), DaysSince("admitted", "died")]
    table = read_bytes(CSV, name="x", repairs=repairs)
    assert table.frame["died"].tolist()[:2] == [30, 2]
    assert table.frame["admitted"].tolist()[:2] == [-30, -2]


def test_nothing_happens_without_dates_without_an_order_or_without_the_column():
    plain = read_bytes(CSV, name="x").frame
    for column, anchor in (("died", "pid"), ("seen", "admitted"), ("died", "none"), ("x", "died")):
        table = read_bytes(CSV, name="x", repairs=[DaysSince(column, anchor)])
        assert table.frame.equals(plain)


def test_dates_without_an_order_become_days_once_it_is_settled():
    order = DateOrder("seen", DatePattern.DAY_MONTH_YEAR)
    table = read_bytes(CSV, name="x", repairs=[order, DaysSince("seen", "admitted")])
    # 1 January to 3 April 2021: 31 + 28 + 31 + 2 days.
    assert table.frame["seen"][0] == 92
