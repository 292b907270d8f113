"""Logistic recalibration: an intercept on the log odds, alone or with a slope.

References
----------
Cox, D. R. (1958). Two further applications of a model for binary regression. Biometrika 45.
Platt, J. (1999). Probabilistic outputs for support vector machines. Advances in Large Margin
Classifiers.
Steyerberg, E. W. et al. (2004). Validation and updating of predictive logistic regression models.
Stat Med 23.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from mtl_core.arrays import FloatArray
from mtl_core.limits import SMALLEST_RISK
from mtl_core.logistic import log_odds
from mtl_core.schema.calibration import InterceptMap, LogisticMap

_LARGEST = 50.0
"""Coefficients beyond this belong to risks that separate the outcomes: there is no finite fit."""


def fit_intercept(observed: FloatArray, predicted: FloatArray) -> InterceptMap | None:
    """Fit ``logit p' = logit p + a``; ``None`` with one class. Both arrays ``(n, 1)``."""
    x = log_odds(predicted[:, 0], SMALLEST_RISK)
    found = _fit(np.ones((len(x), 1)), x, observed[:, 0])
    return None if found is None else InterceptMap(float(found[0]))


def fit_logistic(observed: FloatArray, predicted: FloatArray) -> LogisticMap | None:
    """Fit ``logit p' = a + b logit p``; both arrays ``(n, 1)``.

    ``None`` with one class, equal risks or separated outcomes, and where the slope is not above 0:
    such a map would turn the order of patients round.
    """
    x = log_odds(predicted[:, 0], SMALLEST_RISK)
    if np.ptp(x) == 0:
        return None
    found = _fit(np.column_stack([np.ones_like(x), x]), np.zeros_like(x), observed[:, 0])
    if found is None or found[1] <= 0:
        return None
    return LogisticMap(float(found[0]), float(found[1]))


def _fit(design: FloatArray, offset: FloatArray, observed: FloatArray) -> FloatArray | None:
    """Maximise the likelihood of a logistic regression with an offset, without penalty."""
    if observed.min() == observed.max():
        return None

    def loss(beta: FloatArray) -> float:
        eta = design @ beta + offset
        return float((np.logaddexp(0.0, eta) - observed * eta).mean())

    def gradient(beta: FloatArray) -> FloatArray:
        residual = expit(design @ beta + offset) - observed
        return np.asarray(design.T @ residual / len(observed))

    def hessian(beta: FloatArray) -> FloatArray:
        risk = expit(design @ beta + offset)
        return np.asarray((design.T * (risk * (1 - risk))) @ design / len(observed))

    start = np.zeros(design.shape[1])
    start[1:] = 1.0
    found = minimize(
        loss, start, jac=gradient, hess=hessian, method="trust-exact", options={"gtol": 1e-9}
    )
    finite = np.isfinite(found.x).all() and np.abs(found.x).max() < _LARGEST
    return np.asarray(found.x) if finite and np.abs(found.jac).max() < 1e-6 else None
