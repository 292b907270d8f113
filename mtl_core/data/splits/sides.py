"""Who teaches and who is tested."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtl_core.arrays import IntArray
from mtl_core.errors import StudyError

FEWEST_PATIENTS = 3
"""Patients that each side needs for the arithmetic; a reliable comparison needs many more."""


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Rows that teach (training and validation) and rows that are tested; no patient is in both.

    A row may be in neither.
    """

    inside: IntArray
    test: IntArray


def check_sides(sides: Sides, patients: IntArray, what: str) -> Sides:
    """Return the sides, unless one has too few patients.

    Parameters
    ----------
    patients
        Code of each row's patient, ``(n_rows,)``.
    what
        Of which plan, for the message.

    Raises
    ------
    StudyError
        When a side has fewer than three patients.
    """
    counts = [len(np.unique(patients[rows])) for rows in (sides.inside, sides.test)]
    if min(counts) >= FEWEST_PATIENTS:
        return sides
    raise StudyError(
        f"There are too few patients for {what}",
        expected=f"at least {FEWEST_PATIENTS} patients who teach and {FEWEST_PATIENTS} who are "
        "tested",
        found=f"{counts[0]} who teach and {counts[1]} who are tested",
        action="choose another plan or a larger cohort",
    )
