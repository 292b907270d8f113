"""One column in two units."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import UnitConversion

CODE = FindingCode.MIXED_UNITS
COHORTS = Path(__file__).parents[3] / "assets" / "cohorts"
RNG = np.random.default_rng(1)


def draws(mean, spread, n, digits=2):
    return np.exp(RNG.normal(np.log(mean), spread, n)).round(digits)


# Median of healthy or ill adults, spread of its logarithm, factor to the other unit.
QUANTITIES = {
    "glucose": (6.0, 0.25, 18.02),
    "creatinine": (1.1, 0.4, 88.4),
    "bilirubin": (0.9, 0.4, 17.1),
    "cholesterol": (5.2, 0.2, 38.67),
    "triglycerides": (1.5, 0.35, 88.57),
    "albumin": (3.6, 0.15, 10.0),
    "haemoglobin": (12.5, 0.15, 10.0),
    "lactate": (1.8, 0.3, 9.01),
    "pao2": (11.0, 0.2, 7.5006),
    "wbc": (8.0, 0.4, 1000.0),
    "calcium": (2.3, 0.06, 4.008),
    "spo2": (0.95, 0.02, 100.0),
}


@pytest.mark.parametrize("name", sorted(QUANTITIES))
@pytest.mark.parametrize("share", [0.2, 0.7])
def test_two_units_are_found_and_the_smaller_group_is_converted(asked, read, name, share):
    median, spread, factor = QUANTITIES[name]
    low = draws(median, spread, 300, 3)
    if name == "spo2":
        low = low.clip(0, 1)
    in_high = RNG.random(300) < share
    values = np.where(in_high, low * factor, low)
    cells = [repr(float(value)) for value in values]
    check = asked(name, cells)[CODE]
    expected = low * factor if share > 0.5 else low
    after = read(name, cells, [check.repair])
    np.testing.assert_allclose(after.arrays[name], expected, rtol=1e-9)
    assert CODE not in {again.finding.code for again in after.checks}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_on_real_glucose_fewer_than_one_value_in_two_hundred_is_converted_wrongly(
    asked, read, share
):
    mg = pd.read_csv(COHORTS / "support2.csv")["glucose"].dropna().to_numpy()
    mixed = np.where(np.random.default_rng(0).random(len(mg)) < share, mg / 18.02, mg)
    cells = [repr(float(value)) for value in mixed]
    repair = asked("glucose", cells)[CODE].repair
    after = read("glucose", cells, [repair]).arrays["glucose"]
    expected = mg if repair.unit == "mg/dL" else mg / 18.02
    assert (~np.isclose(after, expected)).mean() < 1 / 200


def test_degrees_fahrenheit_among_celsius_are_converted(asked, repaired):
    # 98.6 F = 37 C and 104 F = 40 C by definition of the scales.
    cells = ["36.5", "37", "37.5", "38", "39", "40", "98.6", "99.5", "100.4", "102.2", "104"]
    for name in ("temp", "reading"):
        check = asked(name, cells)[CODE]
        assert check.repair.unit == "°C"
        after = repaired(name, cells, [check.repair])
        assert after[-5:] == pytest.approx([37, 37.5, 38, 39, 40])


def test_the_bounds_of_the_repair_are_no_cells(asked):
    cells = [repr(float(v)) for v in draws(100, 0.2, 60)] + ["5.13", "5.77", "6.21"]
    repair = asked("glucose", cells)[CODE].repair
    assert repair.low == 0
    assert 6.21 < repair.high < min(float(c) for c in cells[:60])
    assert repr(repair.high) not in cells


def test_numbers_outside_the_bounds_keep_their_spelling(read):
    repair = UnitConversion("x", 0, 10, 2, 1, "a", "b")
    arrays = read("x", ["10", "10.50", "n", "0"], [repair]).arrays
    assert arrays["x"].tolist() == ["21", "10.50", "n", "1"]


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("glucose", draws(120, 0.5, 500)),
        ("creatinine", draws(1.2, 0.8, 500)),
        ("weight", draws(75, 0.25, 500)),
        ("score", np.repeat([1, 2, 100, 200], 20)),
        ("crp", draws(20, 1.5, 500)),
        ("count", RNG.poisson(3, 500)),
        ("glucose", np.append(draws(120, 0.2, 1000), [5.1, 5.2, 5.3])),
    ],
)
def test_one_unit_is_no_question(asked, name, cells):
    assert CODE not in asked(name, [repr(float(cell)) for cell in cells])


def test_a_code_for_missing_is_asked_about_before_units(asked):
    cells = [repr(float(v)) for v in draws(100, 0.2, 60)] + ["5.13", "5.77", "6.21"]
    checks = asked("glucose", [*cells, *["-999"] * 5])
    assert FindingCode.SENTINEL_SUSPECT in checks
    assert CODE not in checks
