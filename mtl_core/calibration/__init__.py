"""Recalibration: maps that make risks agree with how often things happen, on plain arrays.

A map has at most two coefficients, or is isotonic where there are a thousand events; which one is
taken is fixed by a rule before results are seen (:func:`methods_for`). It is fitted on out-of-fold
predictions, and what it is worth is *cross-fitted*: the map for a patient's prediction knows the
predictions and labels of other patients only (:func:`cross_fit`).

Nothing here knows torch, and what a map is worth is measured elsewhere.

Examples
--------
>>> import numpy as np
>>> from mtl_core.schema import TaskKind
>>> from mtl_core.schema.calibration import CalibrationMethod
>>> risk = np.array([[0.1], [0.2], [0.4], [0.5]])
>>> outcome = np.array([[0.0], [1.0], [0.0], [1.0]])
>>> shift = fit_map(CalibrationMethod.INTERCEPT, outcome, risk, TaskKind.BINARY)
>>> float(apply_map(shift, risk, TaskKind.BINARY).mean().round(6))
0.5
"""

from mtl_core.calibration.choosing import (
    EVENTS_FOR_ISOTONIC,
    EVENTS_FOR_SLOPE,
    choose_map,
    cross_fit,
    fit_map,
    folds_by_patient,
    methods_for,
    rarest_class,
)
from mtl_core.calibration.maps import apply_map

__all__ = [
    "EVENTS_FOR_ISOTONIC",
    "EVENTS_FOR_SLOPE",
    "apply_map",
    "choose_map",
    "cross_fit",
    "fit_map",
    "folds_by_patient",
    "methods_for",
    "rarest_class",
]
