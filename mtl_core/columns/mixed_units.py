"""One column in two units: glucose in mmol/L and mg/dL, temperature in °C and °F."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mtl_core.columns.raw import number_of, spelt_number
from mtl_core.columns.rule import RepairRule
from mtl_core.columns.units import CELSIUS, FRACTION, METRES, conversions_for
from mtl_core.columns.wording import check_of
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import UnitConversion
from mtl_core.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from mtl_core.columns.raw import RawColumn
    from mtl_core.columns.typed import TypedColumn
    from mtl_core.columns.units import Conversion
    from mtl_core.schema import Check

FEWEST = 3
"""A group of fewer rows is no second unit."""

SMALLEST = 1e-30
"""Smaller numbers are no measurements, and their ratio to others can overflow."""

FEWEST_DISTINCT = 2
FEWEST_DISTINCT_UNNAMED = 5
"""Different numbers that each group needs, by whether the column's name tells the quantity."""

SMALLEST_SHARE = 0.01
"""A group with a smaller share of the rows consists of outliers."""

MEDIAN_TOLERANCE = 0.3
"""How far the medians of the two groups may differ, relatively, once in one unit."""

VALLEY_WIDTH = 0.06
"""Half the width of the valley between the groups, as a share of the factor's logarithm."""

FULLEST_VALLEY = 0.03
"""Rows in the valley, relative to those of the smaller group, beyond which it is none."""

N_CUTS = 400
"""Points at which the valley is looked for."""

MOST_LOOKED_AT = 20_000
"""With more distinct numbers an even sample of them is enough to see two groups."""

_RANGES: Mapping[Conversion, tuple[tuple[float, float], tuple[float, float]]] = {
    CELSIUS: ((25.0, 45.0), (77.0, 113.0)),
    FRACTION: ((0.0, 1.0), (1.0, 100.0)),
    METRES: ((0.3, 2.5), (30.0, 250.0)),
}
"""Where the numbers of the two units must lie; what is not listed goes by the name alone."""


class Groups(NamedTuple):
    """Numbers below and above the valley of a column, with their rows; both ascending."""

    low: NDArray[np.float64]
    low_rows: NDArray[np.int64]
    high: NDArray[np.float64]
    high_rows: NDArray[np.int64]


def in_one_unit(raw: RawColumn, repair: UnitConversion, decimal: str) -> RawColumn:
    """Convert the numbers from ``repair.low`` to ``repair.high``; all others stay as spelt."""
    return raw.respelt([_converted(text, repair, decimal) for text in raw.texts])


def check_mixed_units(column: TypedColumn) -> list[Check]:
    """Ask whether two groups of numbers are one quantity in two units.

    The emptiest valley between the numbers (on a scale of ratios) parts the column in two. With a
    conversion that is common for a quantity of this name, and for shares, body temperatures and
    heights by any name, the medians of the groups must agree and their ranges overlap once they
    are in one unit. The smaller group is converted.
    """
    usable = np.flatnonzero(np.isfinite(column.numbers) & (column.numbers > SMALLEST))
    if len(usable) < 2 * FEWEST_DISTINCT:
        return []
    usable = usable[:: max(1, len(usable) // MOST_LOOKED_AT)]
    order = usable[np.argsort(column.numbers[usable])]
    numbers, rows = column.numbers[order], column.raw.counts[order]
    named = conversions_for(column.name)
    for conversion in dict.fromkeys((*named, CELSIUS, METRES)):
        told = conversion in named and conversion != FRACTION
        groups = _groups(numbers, rows, conversion)
        if groups is not None and _explains(groups, conversion, named=told):
            return [_check(column, groups, conversion)]
    return []


def _groups(
    numbers: NDArray[np.float64], rows: NDArray[np.int64], conversion: Conversion
) -> Groups | None:
    """Part ascending numbers at the emptiest valley, if it is one for this conversion.

    The valley is as wide as a fixed share of the conversion's factor, as a ratio. Where several
    cuts are equally empty, the middle of the widest is taken.
    """
    width = VALLEY_WIDTH * math.log(conversion.apply(numbers[0]) / numbers[0])
    logs = np.log(numbers)
    cuts = np.linspace(logs[0], logs[-1], N_CUTS)
    below = np.concatenate([[0], np.cumsum(rows)])
    low = below[np.searchsorted(logs, cuts - width, side="left")]
    high = below[-1] - below[np.searchsorted(logs, cuts + width, side="right")]
    smaller = np.minimum(low, high)
    enough = smaller >= max(FEWEST, SMALLEST_SHARE * below[-1])
    inside = np.where(enough, (below[-1] - low - high) / np.maximum(smaller, 1), np.inf)
    least = float(inside.min())
    if least > FULLEST_VALLEY:
        return None
    start, stop = _longest_run(inside == least)
    cut = int(np.searchsorted(logs, cuts[(start + stop - 1) // 2]))
    return Groups(numbers[:cut], rows[:cut], numbers[cut:], rows[cut:])


def _longest_run(chosen: NDArray[np.bool_]) -> tuple[int, int]:
    """Return start and end (exclusive) of the longest run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], chosen.astype(np.int8), [0]])))
    starts, stops = edges[::2], edges[1::2]
    longest = int(np.argmax(stops - starts))
    return int(starts[longest]), int(stops[longest])


def _explains(groups: Groups, conversion: Conversion, *, named: bool) -> bool:
    distinct = min(len(np.unique(groups.low)), len(np.unique(groups.high)))
    if distinct < (FEWEST_DISTINCT if named else FEWEST_DISTINCT_UNNAMED):
        return False
    if conversion in _RANGES:
        (low, low_end), (high, high_end) = _RANGES[conversion]
        inside = low <= groups.low[0] and groups.low[-1] <= low_end
        if not inside or groups.high[0] < high or groups.high[-1] > high_end:
            return False
    low_median = conversion.apply(_median(groups.low, groups.low_rows))
    high_median = _median(groups.high, groups.high_rows)
    tolerance = 0.05 if conversion == CELSIUS else MEDIAN_TOLERANCE
    if abs(math.log(low_median / high_median)) > math.log(1 + tolerance):
        return False
    first, last = conversion.apply(float(groups.low[0])), conversion.apply(float(groups.low[-1]))
    return bool(first <= groups.high[-1] and groups.high[0] <= last)


def _check(column: TypedColumn, groups: Groups, conversion: Conversion) -> Check:
    known = column.numbers[np.isfinite(column.numbers)]
    threshold = _between(float(groups.low[-1]), float(groups.high[0]))
    convert_low = groups.low_rows.sum() <= groups.high_rows.sum()
    if convert_low:
        used = conversion
        low = 0.0 if conversion.offset == 0 else _rounded(float(groups.low[0]) / 2, up=False)
        high = threshold
    else:
        used = conversion.inverse
        low, high = threshold, _rounded(float(known.max()), up=True)
    n = column.raw.n_cells((column.numbers >= low) & (column.numbers <= high))
    factor = f"{conversion.factor:g}" + (f" and offset {conversion.offset:g}" * bool(used.offset))
    return check_of(
        FindingCode.MIXED_UNITS,
        column.name,
        f"The numbers of '{column.name}' form two groups that fit {conversion.source_unit} and "
        f"{conversion.unit} (factor {factor}); the smaller group has {counted(n, 'cell')}.",
        f"Accept to convert the numbers from {low:g} to {high:g} to {used.unit}; refuse if both "
        "groups are in one unit.",
        UnitConversion(
            column.name, low, high, used.factor, used.offset, used.source_unit, used.unit
        ),
    )


def _median(numbers: NDArray[np.float64], rows: NDArray[np.int64]) -> float:
    half = np.searchsorted(np.cumsum(rows), rows.sum() / 2)
    return float(numbers[min(int(half), len(numbers) - 1)])


def _between(low: float, high: float) -> float:
    """Return a number with few digits between two others, so that it is no patient's own."""
    middle = math.sqrt(low * high)
    for digits in range(1, 17):
        rounded = float(f"{middle:.{digits}g}")
        if low < rounded < high:
            return rounded
    return middle


def _rounded(number: float, *, up: bool) -> float:
    """Round up or down to one significant digit."""
    step = 10.0 ** math.floor(math.log10(number))
    return (math.ceil(number / step) if up else math.floor(number / step)) * step


def _converted(text: str, repair: UnitConversion, decimal: str) -> str:
    number = number_of(text, decimal)
    if number is None or not repair.low <= number <= repair.high:
        return text
    # Twelve digits are more than anything is measured with, and hide 91.90199999999999.
    return spelt_number(float(f"{repair.factor * number + repair.offset:.12g}"), decimal)


def _sentence(repair: UnitConversion, columns: str) -> str:
    plus = f" and then adding {repair.offset:.6g}" if repair.offset else ""
    return (
        f"In {columns}, numbers from {repair.low:.6g} to {repair.high:.6g} were converted from "
        f"{repair.source_unit} to {repair.unit} by multiplying with {repair.factor:.6g}{plus}."
    )


REPAIRS = (
    RepairRule(
        UnitConversion,
        code=lambda _: FindingCode.MIXED_UNITS,
        sentence=_sentence,
        apply=in_one_unit,
    ),
)
