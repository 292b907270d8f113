"""Predictions under maps that know nothing of the patient who is predicted."""

from __future__ import annotations

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.calibration.choosing import choose_map, fit_map
from mtl_core.calibration.maps import apply_map
from mtl_core.schema import TaskKind
from mtl_core.schema.calibration import CalibrationMethod

N_FOLDS = 5
"""Folds where predictions come with none of their own."""


def cross_fit(
    observed: FloatArray,
    predicted: FloatArray,
    fold: IntArray,
    kind: TaskKind,
    method: CalibrationMethod | None = None,
) -> FloatArray:
    """Map the predictions of every fold by a map that was chosen and fitted on the other folds.

    So neither the label nor the prediction of a patient has a say in the patient's own map. Where
    the other folds allow no map, predictions stay as they are.

    Parameters
    ----------
    observed, predicted
        ``(n, n_outputs)``; predictions out of fold.
    fold
        Fold of each row, ``(n,)``; all rows of a patient are in one.
    method
        The method to fit; ``None`` to choose by the rule, inside the other folds.

    Returns
    -------
    Shape ``(n, n_outputs)``.
    """
    mapped = np.array(predicted, dtype=np.float64)
    for number in np.unique(fold):
        here = fold == number
        if here.all():
            return mapped
        others = observed[~here], predicted[~here]
        found = (
            choose_map(*others, fold[~here], kind)
            if method is None
            else fit_map(method, *others, kind)
        )
        if found is not None:
            mapped[here] = apply_map(found, predicted[here], kind)
    return mapped


def folds_by_patient(patients: IntArray, seed: int) -> IntArray:
    """Deal patients into five folds at random; ``patients`` is a code per row, ``(n,)``."""
    _, patient = np.unique(patients, return_inverse=True)
    n_patients = int(patient.max(initial=-1)) + 1
    return np.random.default_rng(seed).permutation(n_patients)[patient] % N_FOLDS
