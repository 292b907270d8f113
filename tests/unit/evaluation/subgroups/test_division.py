"""Patients in parts."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.errors import StudyError
from mtl_core.evaluation.subgroups import divide
from mtl_core.schema.answers import SubgroupQuestion


def numbers(*values):
    return pd.Series(values, dtype=np.float64)


def texts(**counts):
    cells = [name for name, n in counts.items() for _ in range(n)]
    return pd.Series(cells, dtype=object)


def test_bands_begin_at_their_cut_points_and_are_named_in_whole_years():
    ages = numbers(18, 49, 50, 64, 65, 79, 80, 101, np.nan)
    found = divide(ages, SubgroupQuestion("age", (50, 65, 80)))
    assert found.names == ("below 50", "50 to 64", "65 to 79", "80 and above")
    assert found.code.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, -1]
    assert found.sizes == {
        "below 50": 2, "50 to 64": 2, "65 to 79": 2, "80 and above": 2
    }  # fmt: skip
    assert found.unknown == 1


def test_bands_of_fractions_say_below():
    found = divide(numbers(0.2, 1.5, 1.9, 3.7), SubgroupQuestion("creatinine", (1, 2)))
    assert found.names == ("below 1", "1 to below 2", "2 and above")


def test_a_band_without_anybody_is_left_out():
    found = divide(numbers(10, 11, 90), SubgroupQuestion("age", (20, 50)))
    assert found.names == ("below 20", "50 and above")
    assert found.code.tolist() == [0, 0, 1]


def test_numbers_without_cut_points_fall_into_quarters():
    found = divide(numbers(*range(100)), SubgroupQuestion("age"))
    # numpy's quantiles of 0..99 are 24.75, 49.5 and 74.25; three digits of them are kept
    assert found.names[0] == "below 24.8"
    assert list(found.sizes.values()) == [25, 25, 25, 25]


def test_a_number_with_few_values_is_a_category():
    found = divide(numbers(*([0.0] * 30 + [1.0] * 40)), SubgroupQuestion("sex"))
    assert found.sizes == {"0": 30, "1": 40}


def test_categories_with_fewer_than_twenty_rows_are_joined_and_not_named():
    found = divide(texts(white=50, black=20, secret=19, hidden=1), SubgroupQuestion("race"))
    assert found.sizes == {"black": 20, "white": 50, "other (2 rare categories)": 20}
    assert not any("secret" in name for name in found.names)


def test_a_single_rare_category_is_not_named_either():
    found = divide(texts(a=30, b=1), SubgroupQuestion("x"))
    assert found.sizes == {"a": 30, "other (1 rare category)": 1}


def test_beyond_twelve_the_least_frequent_categories_are_joined():
    found = divide(texts(**{f"ward{i:02}": 30 + i for i in range(20)}), SubgroupQuestion("ward"))
    assert len(found.names) == 12
    assert found.names[-1] == "other (9 rare categories)"
    assert found.sizes["other (9 rare categories)"] == sum(30 + i for i in range(9))


def test_a_category_that_is_called_like_the_joined_ones_stays_apart():
    cells = pd.concat([pd.Series(["other (1 rare category)"] * 30), texts(b=1)])
    assert divide(cells, SubgroupQuestion("x")).sizes == {
        "other (1 rare category)": 30,
        "other (1 rare category), joined": 1,
    }


def test_an_identifier_names_nobody():
    cells = pd.Series([f"P{i}" for i in range(90)], dtype=object)
    assert divide(cells, SubgroupQuestion("pid")).names == ("other (90 rare categories)",)


@pytest.mark.parametrize("cells", [numbers(np.nan, np.nan), pd.Series([None, None], dtype=object)])
def test_an_empty_column_divides_nobody(cells):
    with pytest.raises(StudyError, match="only missing cells"):
        divide(cells, SubgroupQuestion("x"))


def test_text_has_no_bands():
    with pytest.raises(StudyError, match="a column of text"):
        divide(texts(a=30, b=30), SubgroupQuestion("x", (5,)))


@pytest.mark.parametrize("cuts", [(5.0, 5.0), (6.0, 5.0), tuple(range(12))])
def test_cut_points_that_cannot_be_meant_are_refused(cuts):
    with pytest.raises(StudyError, match="cut points that rise"):
        SubgroupQuestion("age", cuts)
