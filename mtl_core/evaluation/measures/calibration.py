"""Calibration-in-the-large and calibration slope, with one-step bootstrap draws.

Both are coefficients of logistic regressions of the outcome on the logit of the predicted risk:
calibration-in-the-large is the intercept with the logit as offset (0 is ideal, positive means that
risks are too low), the slope is the coefficient of the logit in a model *with* intercept (1 is
ideal, below 1 means that risks are too extreme). That second model's intercept is neither.

A bootstrap that refits both models thousands of times is not needed: the solution of a resample is
approached by one Newton step from the solution of all rows, with score and information weighted by
the resample. The step is asymptotically equivalent to a refit, and linear algebra on sums.

References
----------
Cox, D. R. (1958). Two further applications of a model for binary regression. Biometrika 45.
Van Calster, B. et al. (2016). A calibration hierarchy for risk models. J Clin Epidemiol 74.
Moulton, L. H. and Zeger, S. L. (1991). Bootstrapping generalized linear models. CSDA 11.
"""

from __future__ import annotations

import numpy as np

from mtl_core.arrays import FloatArray, ratio
from mtl_core.logistic import expit, fit_intercept, fit_line, log_odds


def calibration_in_the_large(observed: FloatArray, predicted: FloatArray) -> float:
    """Intercept of ``GLM(y ~ 1, offset = logit p)``; NaN when ``observed`` has one class."""
    return fit_intercept(observed, log_odds(predicted))


def calibration_line(observed: FloatArray, predicted: FloatArray) -> tuple[float, float]:
    """Intercept and slope of ``GLM(y ~ logit p)``; NaN as in :func:`mtl_core.logistic.fit_line`."""
    return fit_line(observed, log_odds(predicted))


def one_step_terms(observed: FloatArray, predicted: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Terms per row whose weighted sums give the draws, and the solutions they start from.

    Returns
    -------
    terms
        ``(7, n)``: score and information of the offset model; the two scores and the three
        entries of the information of the line model, for the logit in standard units.
    start
        ``(3,)``: calibration-in-the-large, slope, and the unit of the logit; NaN when undefined.
    """
    offset = log_odds(predicted)
    shift, (intercept, slope) = fit_intercept(observed, offset), fit_line(observed, offset)
    risk_offset = expit(offset + shift)
    risk_line = expit(intercept + slope * offset)
    centre, scale = offset.mean(), max(float(offset.std()), np.finfo(np.float64).tiny)
    x = (offset - centre) / scale
    spread = risk_line * (1 - risk_line)
    terms = np.stack(
        [
            observed - risk_offset,
            risk_offset * (1 - risk_offset),
            observed - risk_line,
            (observed - risk_line) * x,
            spread,
            spread * x,
            spread * x * x,
        ]
    )
    return terms, np.array([shift, slope, scale])


def one_step_draws(sums: FloatArray, start: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Calibration-in-the-large and slope of every resample.

    Parameters
    ----------
    sums
        Weighted sums of the terms of :func:`one_step_terms`, ``(7, n_resamples)``.
    start
        The solutions from the same function.
    """
    score, information, g0, g1, h00, h01, h11 = np.asarray(sums, dtype=np.float64)
    shift, slope, scale = start
    in_the_large = shift + ratio(score, information)
    determinant = h00 * h11 - h01 * h01
    return in_the_large, slope + ratio(h00 * g1 - h01 * g0, determinant) / scale
