"""Isotonic recalibration: the rising steps that lie nearest to the outcomes."""

from __future__ import annotations

import numpy as np
from scipy.optimize import isotonic_regression

from mtl_core.arrays import FloatArray
from mtl_core.schema.calibration import IsotonicMap


def fit_isotonic(observed: FloatArray, predicted: FloatArray) -> IsotonicMap | None:
    """Fit rising steps to 0/1 outcomes, with straight lines between them; both ``(n, 1)``.

    A step without any event would be a risk of 0, which a single later event refutes with an
    infinite log loss: frequencies stay ``1 / (2 (n + 1))`` away from 0 and 1. Patients on one step
    become ties, so the AUROC may change a little. ``None`` with equal risks or one class.

    References
    ----------
    Zadrozny, B. and Elkan, C. (2002). Transforming classifier scores into accurate multiclass
    probability estimates. KDD.
    """
    risk, place, size = np.unique(predicted[:, 0], return_inverse=True, return_counts=True)
    if len(risk) < 2 or observed.min() == observed.max():
        return None
    share = np.bincount(place, weights=observed[:, 0]) / size
    steps = isotonic_regression(share, weights=size)
    first, last = steps.blocks[:-1], steps.blocks[1:] - 1
    edge = 1 / (2 * (len(observed) + 1))
    knots = np.unique(np.concatenate([first, last]))
    frequency = np.clip(steps.x[knots], edge, 1 - edge)
    return IsotonicMap(tuple(map(float, risk[knots])), tuple(map(float, frequency)))
