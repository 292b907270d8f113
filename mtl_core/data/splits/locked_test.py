"""One test part, drawn once by patient and stratified over all tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.data.splits.folds import deal, patient_indicators
from mtl_core.data.splits.sides import Sides, check_sides
from mtl_core.schema import Task

_STREAM = 2
"""Sets these random numbers apart from those that divide the other patients."""


def locked_sides(
    labels: Mapping[str, FloatArray],
    tasks: Sequence[Task],
    patients: IntArray,
    share: float,
    seed: int,
) -> Sides:
    """Set a share of the patients aside, the same ones whatever the repeat.

    Parameters
    ----------
    labels
        By task, ``(n_rows,)``, NaN where unknown.
    patients
        Code of each row's patient, ``(n_rows,)``.
    share
        Of the patients, above 0 and below 1.

    Raises
    ------
    StudyError
        When a side has fewer than three patients.
    """
    rng = np.random.default_rng([seed, 0, 0, _STREAM])
    indicators = patient_indicators(labels, tasks, patients)
    tested = deal(indicators, np.array([1 - share, share]), rng) == 1
    sides = Sides(np.flatnonzero(~tested[patients]), np.flatnonzero(tested[patients]))
    return check_sides(sides, patients, "a locked test")
