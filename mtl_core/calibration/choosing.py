"""Which map is fitted: a rule on the number of events, fixed before results are seen.

And predictions under maps that know nothing of the patient who is predicted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

import numpy as np

from mtl_core.arrays import BoolArray, FloatArray, IntArray
from mtl_core.calibration.isotonic import fit_isotonic
from mtl_core.calibration.logistic import fit_intercept, fit_logistic
from mtl_core.calibration.maps import apply_map, mean_log_loss
from mtl_core.calibration.temperature import fit_temperature
from mtl_core.limits import FEWEST_EVENTS
from mtl_core.schema import TaskKind
from mtl_core.schema.calibration import CalibrationMap, CalibrationMethod

N_FOLDS = 5
"""Folds where predictions come with none of their own."""

EVENTS_FOR_SLOPE = 200
"""From so many rows of the rarer class a slope is fitted beside the intercept."""

EVENTS_FOR_ISOTONIC = 1000
"""From so many rows of the rarer class the isotonic map competes with the logistic one."""


def methods_for(kind: TaskKind, rarest: int) -> tuple[CalibrationMethod, ...]:
    """Return the methods to choose from with so many rows of the rarest class; may be none.

    Quantities have no map: predictions of quantities are shrunk while they are trained.
    """
    if kind is TaskKind.REGRESSION or rarest < FEWEST_EVENTS:
        return ()
    if kind.per_class:
        return (CalibrationMethod.TEMPERATURE,)
    if rarest < EVENTS_FOR_SLOPE:
        return (CalibrationMethod.INTERCEPT,)
    if rarest < EVENTS_FOR_ISOTONIC:
        return (CalibrationMethod.LOGISTIC,)
    return (CalibrationMethod.LOGISTIC, CalibrationMethod.ISOTONIC)


def rarest_class(observed: FloatArray) -> int:
    """Rows of the rarest class of indicators ``(n, n_outputs)``, of a 0/1 label of either class."""
    counts = observed.sum(axis=0)
    if observed.shape[1] == 1:
        counts = np.array([counts[0], len(observed) - counts[0]])
    return int(counts.min())


def fit_map(
    method: CalibrationMethod, observed: FloatArray, predicted: FloatArray, kind: TaskKind
) -> CalibrationMap | None:
    """Fit one map to labels and predictions ``(n, n_outputs)``; ``None`` where there is no fit."""
    match method:
        case CalibrationMethod.INTERCEPT:
            return fit_intercept(observed, predicted)
        case CalibrationMethod.TEMPERATURE:
            return fit_temperature(observed, predicted, kind)
        case CalibrationMethod.LOGISTIC:
            return fit_logistic(observed, predicted)
        case CalibrationMethod.ISOTONIC:
            return fit_isotonic(observed, predicted)
        case _ as unknown:
            assert_never(unknown)


def choose_map(
    observed: FloatArray, predicted: FloatArray, fold: IntArray, kind: TaskKind
) -> CalibrationMap | None:
    """Choose a method by the rule and fit it to all rows given.

    Of two methods the one with the lower log loss on folds that it was not fitted on is taken.
    A logistic map that cannot be fitted leaves its place to the intercept.

    Parameters
    ----------
    observed, predicted
        ``(n, n_outputs)``.
    fold
        Fold of each row, ``(n,)``; all rows of a patient are in one.

    Returns
    -------
    ``None`` where the rule allows no map.
    """
    methods = methods_for(kind, rarest_class(observed))
    if not methods:
        return None
    best = methods[0]
    if len(methods) > 1:
        losses = {m: _loss_elsewhere(m, observed, predicted, fold, kind) for m in methods}
        best = min(methods, key=losses.__getitem__)
    found = fit_map(best, observed, predicted, kind)
    if found is None and best is not CalibrationMethod.INTERCEPT:
        return fit_intercept(observed, predicted)
    return found


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

    def fit(rows: BoolArray) -> CalibrationMap | None:
        known = observed[rows], predicted[rows]
        if method is None:
            return choose_map(*known, fold[rows], kind)
        return fit_map(method, *known, kind)

    return _elsewhere(fit, predicted, fold, kind)[0]


def folds_by_patient(patients: IntArray, seed: int) -> IntArray:
    """Deal patients into five folds at random; ``patients`` is a code per row, ``(n,)``."""
    _, patient = np.unique(patients, return_inverse=True)
    n_patients = int(patient.max(initial=-1)) + 1
    return np.random.default_rng(seed).permutation(n_patients)[patient] % N_FOLDS


def _loss_elsewhere(
    method: CalibrationMethod,
    observed: FloatArray,
    predicted: FloatArray,
    fold: IntArray,
    kind: TaskKind,
) -> float:
    """Log loss of rows under a map that was fitted on the other folds."""
    mapped, complete = _elsewhere(
        lambda rows: fit_map(method, observed[rows], predicted[rows], kind), predicted, fold, kind
    )
    return mean_log_loss(observed, mapped, kind) if complete else float("inf")


def _elsewhere(
    fit: Callable[[BoolArray], CalibrationMap | None],
    predicted: FloatArray,
    fold: IntArray,
    kind: TaskKind,
) -> tuple[FloatArray, bool]:
    """Map the rows of every fold by what was fitted on the others; whether all could be mapped."""
    mapped = np.array(predicted, dtype=np.float64)
    complete = True
    for number in np.unique(fold):
        here = fold == number
        found = None if here.all() else fit(~here)
        if found is None:
            complete = False
        else:
            mapped[here] = apply_map(found, predicted[here], kind)
    return mapped, complete
