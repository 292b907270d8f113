"""Known conversions."""

from pathlib import Path

import pytest

from mtl_core.columns import conversions_for, known_conversion

# Molar masses in g/mol (CRC Handbook): mmol/L times molar mass / 10 is mg/dL.
MOLAR = {"glucose": 180.16, "cholesterol": 386.65, "triglycerides": 885.7, "urea": 60.06}


@pytest.mark.parametrize("name", sorted(MOLAR))
def test_factors_of_concentrations_follow_from_molar_masses(name):
    conversion = conversions_for(name)[0]
    assert (conversion.source_unit, conversion.unit) == ("mmol/L", "mg/dL")
    assert conversion.factor == pytest.approx(MOLAR[name] / 10, rel=1e-3)


@pytest.mark.parametrize(("name", "molar_mass"), [("creatinine", 113.12), ("bilirubin", 584.66)])
def test_factors_to_micromoles_follow_from_molar_masses(name, molar_mass):
    assert conversions_for(name)[0].factor == pytest.approx(10_000 / molar_mass, rel=1e-3)


def test_water_freezes_and_boils_at_its_degrees():
    celsius = conversions_for("temp")[0]
    assert [celsius.apply(x) for x in (0, 100, 37)] == pytest.approx([32, 212, 98.6])
    assert [celsius.inverse.apply(x) for x in (32, 212)] == pytest.approx([0, 100])


@pytest.mark.parametrize(
    ("name", "ratio", "units"),
    [
        ("glucose", 18.3, ("mmol/L", "mg/dL")),
        ("Serum_Glucose", 1 / 18.3, ("mg/dL", "mmol/L")),
        ("crea1", 85, ("mg/dL", "µmol/L")),
        ("temp", 2.67, ("°C", "°F")),
        ("height", 2.5, ("in", "cm")),
        ("height_m", 100, ("m", "cm")),
        ("anything", 100, ("fraction", "percent")),
        ("PaO2", 7.5, ("kPa", "mmHg")),
    ],
)
def test_a_ratio_near_a_known_factor_is_recognised(name, ratio, units):
    conversion = known_conversion(name, ratio)
    assert (conversion.source_unit, conversion.unit) == units


@pytest.mark.parametrize(
    ("name", "ratio"),
    [
        ("glucose", 1.3),
        ("glucose", 88.4),
        ("glucose", 100),
        ("age", 2.2046),
        ("x", 0),
        ("x", -1),
        ("x", float("nan")),
    ],
)
def test_other_ratios_are_not(name, ratio):
    assert known_conversion(name, ratio) is None


def documented():
    page = Path(__file__).parents[3] / "docs" / "methods" / "repairs.md"
    table = page.read_text(encoding="utf-8").partition("| quantity | from")[2]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    return [row for row in rows if len(row) == 4]


@pytest.mark.parametrize("row", documented(), ids=" ".join)
def test_the_documented_factors_are_those_in_use(row):
    quantity, *documented_units, factor = row
    used = conversions_for(quantity.split(",")[0])
    factors = [" and ".join(f"{x:g}" for x in (c.factor, c.offset) if x) for c in used]
    assert (*documented_units, factor) in {
        (c.source_unit, c.unit, shown) for c, shown in zip(used, factors, strict=True)
    }
