import re

import numpy as np
import pandas as pd
import pytest

from mtl_core.decisions.describing import spread
from mtl_core.decisions.shifts import shift_of
from mtl_core.schema import ColumnKind, ColumnRecord, ColumnRole


def told(before, now, name="x"):
    record = ColumnRecord(
        name, ColumnKind.NUMERIC, ColumnRole.FEATURE, "", 0.0, spread(pd.Series(before, name=name))
    )
    return shift_of(record, pd.Series(now))


@pytest.fixture
def rng():
    return np.random.default_rng(11)


DRAWS = {
    "normal": lambda rng, n: rng.normal(140, 5, n),
    "near zero": lambda rng, n: rng.normal(0, 1, n),
    "skewed": lambda rng, n: rng.lognormal(0, 1.5, n),
    "mostly zero": lambda rng, n: rng.poisson(0.2, n).astype(float),
    "yes or no": lambda rng, n: rng.binomial(1, 0.25, n).astype(float),
    "narrow": lambda rng, n: rng.normal(7.4, 0.05, n).round(2),
    "year": lambda rng, n: rng.integers(2001, 2006, n).astype(float),
}


@pytest.mark.parametrize("kind", DRAWS)
def test_two_samples_of_one_population_are_hardly_ever_told_apart(rng, kind):
    draw = DRAWS[kind]
    assert [k for k in range(200) if told(draw(rng, 150), draw(rng, 150))] == []


@pytest.mark.parametrize(
    ("name", "factor", "units"),
    [
        ("creatinine", 88.4, ("mg/dL", "µmol/L")),
        ("glucose", 1 / 18.02, ("mg/dL", "mmol/L")),
        ("weight", 2.2046, ("kg", "lb")),
    ],
)
def test_another_unit_is_told_with_both_names(rng, name, factor, units):
    values = rng.lognormal(4, 0.2, 300)
    sentence = told(values, factor * values, name)
    assert all(unit in sentence for unit in units)


def test_a_ratio_that_is_no_unit_is_told_as_a_number(rng):
    values = rng.lognormal(4, 0.2, 300)
    # the earlier median is known to two digits only
    assert re.search(
        r"median is (4\.[89]|5|5\.[012])\d? times as large\.", told(values, 5 * values)
    )


def test_a_shift_of_the_sign_is_told_without_a_ratio(rng):
    values = rng.normal(-5, 1, 300)
    assert told(values, values + 10) == "The numbers of 'x' lie elsewhere than they did."


def test_the_same_median_with_another_spread_is_told(rng):
    assert "wider" in told(rng.normal(0, 1, 300), rng.normal(0, 10, 300))
    assert "narrower" in told(rng.normal(0, 10, 300), rng.normal(0, 1, 300))


def test_a_few_numbers_say_nothing(rng):
    assert told(rng.normal(0, 1, 300), np.full(19, 1e6)) is None
