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

_STEPS = 100
_TOLERANCE = 1e-11
_FLAT = 1e-12
# Logits lie within 36.1 of 0, so no shift is wider than this below 10**19 rows.
_WIDEST = 80.0


def logit(predicted: FloatArray) -> FloatArray:
    """Log odds of a risk; 0 and 1 are moved inward by the rounding unit of double precision."""
    unit = np.finfo(np.float64).eps
    risk = np.clip(np.asarray(predicted, dtype=np.float64), unit, 1 - unit)
    return np.log(risk) - np.log1p(-risk)


def expit(log_odds: FloatArray) -> FloatArray:
    """Risk of a log odds."""
    return 0.5 * (1.0 + np.tanh(0.5 * log_odds))


def calibration_in_the_large(observed: FloatArray, predicted: FloatArray) -> float:
    """Intercept of ``GLM(y ~ 1, offset = logit p)``; NaN when ``observed`` has one class."""
    if observed.min() == observed.max():
        return float("nan")
    offset, shift = logit(predicted), 0.0
    low, high = -_WIDEST, _WIDEST
    for _ in range(_STEPS):
        risk = expit(offset + shift)
        error = float((observed - risk).sum())
        low, high = (shift, high) if error > 0 else (low, shift)
        newton = shift + error / max(float((risk * (1 - risk)).sum()), _FLAT)
        # Where risks are flat a Newton step overshoots; the root stays between low and high.
        following = newton if low <= newton <= high else (low + high) / 2
        if abs(following - shift) < _TOLERANCE:
            return following
        shift = following
    return shift


def calibration_line(observed: FloatArray, predicted: FloatArray) -> tuple[float, float]:
    """Intercept and slope of ``GLM(y ~ logit p)``.

    Both are NaN when the risks are all equal, when only one class is present, or when the risks
    separate the outcomes perfectly (the slope is then infinite).
    """
    undefined = (float("nan"), float("nan"))
    log_odds = logit(predicted)
    if observed.min() == observed.max() or _separates(log_odds, observed):
        return undefined
    centre, scale = float(log_odds.mean()), float(log_odds.std())
    x = (log_odds - centre) / scale
    share = float(observed.mean())
    line = np.array([np.log(share) - np.log1p(-share), 0.0])
    for _ in range(_STEPS):
        step = _newton_step(x, observed, line)
        if not np.isfinite(step).all():
            return undefined
        line = _shorten(x, observed, line, step)
        if np.abs(step).max() < _TOLERANCE:
            slope = float(line[1] / scale)
            return float(line[0]) - slope * centre, slope
    return undefined


def calibration_slope(observed: FloatArray, predicted: FloatArray) -> float:
    """Coefficient of ``logit p`` in ``GLM(y ~ logit p)``; NaN as in :func:`calibration_line`."""
    return calibration_line(observed, predicted)[1]


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
    log_odds = logit(predicted)
    shift = calibration_in_the_large(observed, predicted)
    intercept, slope = calibration_line(observed, predicted)
    risk_offset = expit(log_odds + shift)
    risk_line = expit(intercept + slope * log_odds)
    centre, scale = log_odds.mean(), max(float(log_odds.std()), np.finfo(np.float64).tiny)
    x = (log_odds - centre) / scale
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
    score, information, s0, s1, h00, h01, h11 = np.asarray(sums, dtype=np.float64)
    shift, slope, scale = start
    in_the_large = shift + ratio(score, information)
    determinant = h00 * h11 - h01 * h01
    return in_the_large, slope + ratio(h00 * s1 - h01 * s0, determinant) / scale


def _separates(x: FloatArray, observed: FloatArray) -> bool:
    """Whether a cut on ``x`` parts the classes, ties at the cut allowed: no finite fit exists."""
    with_event, without = x[observed > 0.5], x[observed <= 0.5]
    return bool(with_event.min() >= without.max() or with_event.max() <= without.min())


def _newton_step(x: FloatArray, observed: FloatArray, line: FloatArray) -> FloatArray:
    risk = expit(line[0] + line[1] * x)
    spread, error = risk * (1 - risk), observed - risk
    h00, h01, h11 = spread.sum(), (spread * x).sum(), (spread * x * x).sum()
    s0, s1 = error.sum(), (error * x).sum()
    top = np.array([h11 * s0 - h01 * s1, h00 * s1 - h01 * s0])
    return ratio(top, np.array([h00 * h11 - h01 * h01]))


def _shorten(x: FloatArray, observed: FloatArray, line: FloatArray, step: FloatArray) -> FloatArray:
    """Take ``step``, halved until the likelihood does not fall."""
    here = _log_likelihood(x, observed, line)
    for halving in range(30):
        there = line + step / 2**halving
        # The slack is rounding: at the solution the likelihood is flat.
        if _log_likelihood(x, observed, there) >= here - 1e-12 * abs(here):
            return np.asarray(there)
    return line + step


def _log_likelihood(x: FloatArray, observed: FloatArray, line: FloatArray) -> float:
    log_odds = line[0] + line[1] * x
    return float((observed * log_odds - np.logaddexp(0.0, log_odds)).sum())
