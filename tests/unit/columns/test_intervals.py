"""Days between two dates."""

import numpy as np
import pytest

from mtl_core.columns import days_since


def test_days_are_counted_over_leap_days_and_backwards():
    # 2020 has a 29 February: 1 March is 60 days after 1 January, in 2021 59.
    dates = ["2020-03-01", "2021-03-01", "2020-12-31", None, "2021-02-29"]
    anchors = ["2020-01-01", "2021-01-01", "2021-01-01", "2021-01-01", "2021-01-01"]
    assert days_since(dates, anchors)[:3].tolist() == [60, 59, -1]
    assert np.isnan(days_since(dates, anchors)[3:]).all()


def test_two_columns_may_be_written_in_two_orders():
    assert days_since(["25.12.2021"] * 2, ["12/24/2021", "12/01/2021"]).tolist() == [1, 24]


def test_times_of_day_are_shares_of_a_day():
    days = days_since(["2021-01-02 12:00", "2021-01-02T06:00:00"], ["2021-01-01"] * 2)
    assert days.tolist() == [1.5, 1.25]


@pytest.mark.parametrize("cells", [["03/04/2021", "05/06/2021"], ["a", "b"], [None, None]])
def test_without_a_clear_order_there_are_no_days(cells):
    assert days_since(cells, ["2021-01-01"] * 2) is None
    assert days_since(["2021-01-01"] * 2, cells) is None
