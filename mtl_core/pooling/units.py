"""Numbers that one site gives in another unit than the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns import known_conversion
from mtl_core.pooling.conflicts import Conflict
from mtl_core.pooling.levels import shared_columns
from mtl_core.schema import Check, Finding, FindingCode, Severity
from mtl_core.schema.repairs import UnitConversion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mtl_core.columns import Conversion
    from mtl_core.pooling.parts import SiteFrame

FEWEST_NUMBERS = 20
"""Known numbers that a site needs before its median is compared."""

EVERY_NUMBER = 1e30
"""A conversion of a whole column holds from minus to plus this."""


def units_differ(sites: Sequence[SiteFrame]) -> list[Conflict]:
    """Propose to convert a column of a site whose median differs by the factor of two units.

    The first site with enough numbers gives the unit. Converted, the middle halves of both sites
    have to overlap; a factor alone proves little.
    """
    conflicts = []
    for column in shared_columns(sites):
        known = [(site, _numbers(site, column)) for site in sites]
        enough = [(site, numbers) for site, numbers in known if len(numbers) >= FEWEST_NUMBERS]
        if len(enough) < 2:
            continue
        (base, usual), *others = enough
        for site, numbers in others:
            conversion = _conversion(column, numbers, usual)
            if conversion is not None:
                conflicts.append(_conflict(column, base, site, conversion))
    return conflicts


def _numbers(site: SiteFrame, column: str) -> NDArray[np.float64]:
    if not site.has_numbers(column):
        return np.array([])
    return site.frame[column].dropna().to_numpy(dtype=np.float64)


def _conversion(
    column: str, numbers: NDArray[np.float64], usual: NDArray[np.float64]
) -> Conversion | None:
    """Return what turns ``numbers`` into the unit of ``usual``, if they differ by a known one."""
    low, median, high = np.quantile(usual, [0.25, 0.5, 0.75])
    own = np.quantile(numbers, [0.25, 0.5, 0.75])
    if median <= 0 or own[1] <= 0:
        return None
    conversion = known_conversion(column, float(median / own[1]))
    if conversion is None:
        return None
    converted = conversion.factor * own + conversion.offset
    overlap = converted[0] <= high and low <= converted[2]
    return conversion if overlap else None


def _conflict(column: str, base: SiteFrame, site: SiteFrame, known: Conversion) -> Conflict:
    shift = f", plus {known.offset:.4g}" if known.offset else ""
    finding = Finding(
        FindingCode.POOLED_UNITS_DIFFER,
        Severity.WARNING,
        column,
        f"The numbers of '{column}' in '{site.label}' look like {known.source_unit}, those in "
        f"'{base.label}' like {known.unit}.",
        f"Accept to convert those of '{site.label}' (times {known.factor:.4g}{shift}).",
    )
    repair = UnitConversion(
        column=column,
        low=-EVERY_NUMBER,
        high=EVERY_NUMBER,
        factor=known.factor,
        offset=known.offset,
        source_unit=known.source_unit,
        unit=known.unit,
    )
    return Conflict(Check(finding, repair), site.label, repair)
