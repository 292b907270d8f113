"""Units in which the same quantity is given, and what turns one into the other."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mtl_core.columns.names import name_words


@dataclass(frozen=True, slots=True)
class Conversion:
    """A number ``x`` in ``source_unit`` is ``factor * x + offset`` in ``unit``."""

    source_unit: str
    unit: str
    factor: float
    offset: float = 0.0

    def apply(self, number: float) -> float:
        """Convert one number."""
        return self.factor * number + self.offset

    @property
    def inverse(self) -> Conversion:
        """The conversion back."""
        return Conversion(self.unit, self.source_unit, 1 / self.factor, -self.offset / self.factor)


CELSIUS = Conversion("°C", "°F", 1.8, 32.0)
"""Degrees; the only conversion that is not a mere factor."""

FRACTION = Conversion("fraction", "percent", 100.0)
"""Shares of one and of a hundred: possible for a column of any name."""

METRES = Conversion("m", "cm", 100.0)

RATIO_TOLERANCE = 0.15
"""How far, relatively, a ratio of medians may lie from a factor to count as that of two units."""

_CELSIUS_RATIO = 98.0 / 36.7
"""Ratio of the same body temperature in Fahrenheit and in Celsius."""

_MMOL_BUN = Conversion("mmol/L", "mg/dL", 2.801)
_TENFOLD = (Conversion("g/dL", "g/L", 10.0),)
_THOUSANDFOLD = (Conversion("10^9/L", "/µL", 1000.0),)
_KILOPASCAL = (Conversion("kPa", "mmHg", 7.5006),)

# Molar masses turn mmol/L into mg/dL: glucose 180.2, creatinine 113.1, bilirubin 584.7,
# cholesterol 386.7, triglycerides 885.7 (triolein), urea 60.06, calcium 40.08, lactate 90.1 g/mol.
_BY_NAME: tuple[tuple[frozenset[str], tuple[Conversion, ...]], ...] = (
    (
        frozenset({"glucose", "gluc", "glu", "sugar", "fbs", "glukose", "glucosa"}),
        (Conversion("mmol/L", "mg/dL", 18.02),),
    ),
    (
        frozenset({"creatinine", "creat", "crea", "scr", "kreatinin"}),
        (Conversion("mg/dL", "µmol/L", 88.4),),
    ),
    (
        frozenset({"bilirubin", "bili", "tbil", "tbili"}),
        (Conversion("mg/dL", "µmol/L", 17.1),),
    ),
    (
        frozenset({"cholesterol", "chol", "ldl", "hdl", "ldlc", "hdlc"}),
        (Conversion("mmol/L", "mg/dL", 38.67),),
    ),
    (
        frozenset({"triglycerides", "triglyceride", "trig", "trigs"}),
        (Conversion("mmol/L", "mg/dL", 88.57),),
    ),
    (frozenset({"bun"}), (_MMOL_BUN, Conversion("BUN mg/dL", "urea mg/dL", 2.14))),
    (
        frozenset({"urea", "harnstoff"}),
        (
            Conversion("mmol/L", "mg/dL", 6.006),
            Conversion("BUN mg/dL", "urea mg/dL", 2.14),
            _MMOL_BUN,
        ),
    ),
    (frozenset({"calcium", "kalzium"}), (Conversion("mmol/L", "mg/dL", 4.008),)),
    (frozenset({"crp"}), (Conversion("mg/dL", "mg/L", 10.0),)),
    (frozenset({"albumin", "alb", "protein"}), _TENFOLD),
    (frozenset({"haemoglobin", "hemoglobin", "hb", "hgb"}), _TENFOLD),
    (frozenset({"temperature", "temp", "temperatur"}), (CELSIUS,)),
    (
        frozenset({"weight", "wt", "wtkilo", "bodyweight", "gewicht"}),
        (Conversion("kg", "lb", 2.2046),),
    ),
    (
        frozenset({"height", "hgt", "stature", "groesse"}),
        (Conversion("in", "cm", 2.54), METRES, Conversion("m", "in", 39.37)),
    ),
    (frozenset({"lactate", "lact", "laktat"}), (Conversion("mmol/L", "mg/dL", 9.01),)),
    (frozenset({"pao", "paco", "po", "pco"}), _KILOPASCAL),
    (
        frozenset({"wbc", "wblc", "leukocytes", "leucocytes", "platelets", "platelet", "plt"}),
        _THOUSANDFOLD,
    ),
)


def conversions_for(name: str) -> tuple[Conversion, ...]:
    """Return the conversions that are common for a quantity of this name.

    Factors are above 1: the numbers in ``source_unit`` are the smaller ones. Under a name that
    says nothing, shares of one and of a hundred are possible.

    >>> [c.factor for c in conversions_for("serum_glucose")], conversions_for("x")[0].unit
    ([18.02], 'percent')
    """
    words = name_words(name)
    # PaO2 is cut into its capitals; joined again it is one word.
    known = {*words, "".join(word for word in words if word.isalpha())}
    named = [c for names, conversions in _BY_NAME if known & names for c in conversions]
    return tuple(dict.fromkeys(named)) or (FRACTION,)


def known_conversion(name: str, ratio: float) -> Conversion | None:
    """Return the conversion whose factor is near a ratio, such as that of two medians.

    Parameters
    ----------
    name
        Name of the column; only units common for its quantity are looked at.
    ratio
        A number in ``unit`` divided by the same in ``source_unit``, above 0. Below 1 it gives the
        conversion from the unit of the larger numbers to that of the smaller ones.

    >>> known_conversion("glucose", 18.3).source_unit, known_conversion("glucose", 1.2)
    ('mmol/L', None)
    """
    if not (ratio > 0 and math.isfinite(ratio)):
        return None
    if ratio < 1:
        forward = known_conversion(name, 1 / ratio)
        return None if forward is None else forward.inverse
    distances = {c: abs(math.log(ratio / _ratio(c))) for c in conversions_for(name)}
    nearest = min(distances, key=lambda c: distances[c])
    return nearest if distances[nearest] <= math.log(1 + RATIO_TOLERANCE) else None


def _ratio(conversion: Conversion) -> float:
    return _CELSIUS_RATIO if conversion == CELSIUS else conversion.factor
