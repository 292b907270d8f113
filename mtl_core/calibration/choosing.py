"""Which map is fitted: a rule on the number of events, fixed before results are seen."""

from __future__ import annotations

from typing import assert_never

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.calibration.isotonic import fit_isotonic
from mtl_core.calibration.log_loss import mean_log_loss
from mtl_core.calibration.logistic import fit_intercept, fit_logistic
from mtl_core.calibration.maps import apply_map
from mtl_core.calibration.temperature import fit_temperature
from mtl_core.limits import FEWEST_EVENTS
from mtl_core.schema import TaskKind
from mtl_core.schema.calibration import CalibrationMap, CalibrationMethod

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


def _loss_elsewhere(
    method: CalibrationMethod,
    observed: FloatArray,
    predicted: FloatArray,
    fold: IntArray,
    kind: TaskKind,
) -> float:
    """Log loss of rows under a map that was fitted on the other folds."""
    mapped = predicted.copy()
    for number in np.unique(fold):
        here = fold == number
        if here.all():
            return float("inf")
        found = fit_map(method, observed[~here], predicted[~here], kind)
        if found is None:
            return float("inf")
        mapped[here] = apply_map(found, predicted[here], kind)
    return mean_log_loss(observed, mapped, kind)
