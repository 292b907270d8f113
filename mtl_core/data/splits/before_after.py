"""Earlier patients teach, later patients are tested."""

from __future__ import annotations

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.data.splits.sides import Sides, check_sides
from mtl_core.errors import StudyError


def time_sides(times: FloatArray, patients: IntArray, share: float) -> Sides:
    """Cut the patients in time, so that about a share of them is later.

    A patient is as late as its latest row. All training rows are before all test rows: earlier rows
    of later patients are on neither side, and so are rows without a known time. Rows of one moment
    stay together, so the share is met as well as that allows.

    Parameters
    ----------
    times
        ``(n_rows,)``, NaN where unknown.
    patients
        Code of each row's patient, ``(n_rows,)``.
    share
        Of the patients with a known time who are tested.

    Raises
    ------
    StudyError
        When all times are the same, or a side has fewer than three patients.
    """
    known = ~np.isnan(times)
    latest = np.full(int(patients.max()) + 1, -np.inf)
    np.maximum.at(latest, patients[known], times[known])
    timed = np.sort(latest[np.isfinite(latest)])
    moments = np.unique(timed)
    if len(moments) < 2:
        raise StudyError(
            "Patients cannot be divided in time",
            expected="at least two different times",
            found=f"{len(moments)} among {len(timed)} patients with a known time",
            action="choose another plan, or another column with the role time",
        )
    cuts = moments[1:]
    shares = 1 - np.searchsorted(timed, cuts) / len(timed)
    cut = cuts[np.argmin(np.abs(shares - share))]
    later = latest[patients] >= cut
    test = known & (times >= cut)
    sides = Sides(np.flatnonzero(known & ~later), np.flatnonzero(test))
    return check_sides(sides, patients, "a division in time")
