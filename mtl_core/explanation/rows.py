"""Who is explained, and against whom."""

from __future__ import annotations

import numpy as np

from mtl_core.arrays import BoolArray, IntArray
from mtl_core.errors import RunError


def choose_rows(
    n_rows: int,
    n_patients: int,
    n_background: int,
    patients: IntArray,
    seed: int,
    *,
    allowed: BoolArray | None = None,
) -> tuple[IntArray, IntArray]:
    """Draw the explained rows and the background, with no patient in both.

    Every drawn patient brings one row, drawn among that patient's rows: a patient with many visits
    weighs no more than one with a single visit. The background takes at most half of the patients,
    and comes first: it stays the same when another number of patients is explained.

    Parameters
    ----------
    n_rows
        Rows of the cohort.
    n_patients, n_background
        Patients wanted; fewer come back when the cohort is small.
    patients
        Code of each row's patient, shape (n_rows,).
    seed
        The run's seed, not negative.
    allowed
        Rows that may be explained, shape (n_rows,); all when ``None``. The background is drawn
        among all.

    Returns
    -------
    Explained rows and background rows, both sorted.

    Raises
    ------
    RunError
        When the cohort has fewer than two patients.
    """
    codes, first = np.unique(patients, return_inverse=True)
    if len(codes) < 2 or len(patients) != n_rows:
        raise RunError(
            "No background can be drawn",
            expected="at least two patients, and one patient code per row",
            found=f"{len(codes)} patients, {len(patients)} codes for {n_rows} rows",
            action="load a cohort with more patients",
        )
    rng = np.random.default_rng(seed)
    shuffled = rng.permutation(n_rows)
    row_of_patient = np.empty(len(codes), dtype=np.int64)
    row_of_patient[first[shuffled]] = shuffled
    order = rng.permutation(len(codes))
    n_background = min(n_background, len(codes) // 2)
    background = row_of_patient[order[:n_background]]
    if allowed is not None:
        shuffled = shuffled[allowed[shuffled]]
        row_of_patient = np.full(len(codes), -1)
        row_of_patient[first[shuffled]] = shuffled
    explained = row_of_patient[order[n_background:]]
    return np.sort(explained[explained >= 0][:n_patients]), np.sort(background)
