"""Combinations of two values that nearly no patient of the cohort has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mtl_core.arrays import BoolArray, FloatArray
from mtl_core.patient.space import PatientSpace

WINDOW = 0.05
"""Ranks this near to a number count as the same: a tenth of the cohort."""
FEWEST_EXPECTED, SMALLEST_RATIO = 10.0, 0.1


@dataclass(frozen=True, slots=True)
class Rare:
    """Two values that are seldom together.

    Attributes
    ----------
    found
        Rows of the cohort with both.
    expected
        Rows that would have both if the two columns had nothing to do with each other.
    """

    changed: str
    other: str
    found: int
    expected: float


def rare_combinations(
    space: PatientSpace, one: FloatArray, placed: FloatArray, changed: Sequence[str]
) -> tuple[Rare, ...]:
    """Find features with which a changed value is together at most a tenth as often as by chance.

    Parameters
    ----------
    one
        The placed patient with the changes, ``(M,)``.
    placed
        The placed cohort, ``(n_rows, M)``.
    """
    alike = np.column_stack(
        [
            _alike(one[column], placed[:, column], number=name in space.numbers)
            for column, name in enumerate(space.features)
        ]
    )
    rare = []
    for name in changed:
        column = space.features.index(name)
        both = (alike & alike[:, [column]]).sum(axis=0)
        expected = alike.sum(axis=0) * alike[:, column].mean()
        for other in np.flatnonzero(
            (expected >= FEWEST_EXPECTED) & (both <= SMALLEST_RATIO * expected)
        ):
            if other != column:
                found = Rare(name, space.features[other], int(both[other]), float(expected[other]))
                rare.append(found)
    return tuple(sorted(rare, key=lambda r: (r.found - r.expected, r.changed, r.other)))


def _alike(mine: float, theirs: FloatArray, *, number: bool) -> BoolArray:
    if np.isnan(mine):
        return np.asarray(np.isnan(theirs))
    return np.asarray(np.abs(theirs - mine) <= WINDOW if number else theirs == mine)
