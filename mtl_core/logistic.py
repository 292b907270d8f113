"""Log odds, and the two logistic regressions that say how well risks are calibrated.

An intercept with the log odds as offset, and a line with intercept and slope. Both are solved by
Newton's method until nothing moves; a fit that does not exist is NaN.
"""

from __future__ import annotations

import numpy as np

from mtl_core.arrays import FloatArray, ratio

ROUNDING_UNIT = float(np.finfo(np.float64).eps)

_STEPS = 100
_TOLERANCE = 1e-11
_FLAT = 1e-12
# Logits lie within 36.1 of 0, so no shift is wider than this below 10**19 rows.
_WIDEST = 80.0


def log_odds(risk: FloatArray, smallest: float = ROUNDING_UNIT) -> FloatArray:
    """Log odds of risks; those nearer to 0 or 1 than ``smallest`` are moved inward first."""
    inside = np.clip(np.asarray(risk, dtype=np.float64), smallest, 1 - smallest)
    return np.log(inside) - np.log1p(-inside)


def expit(log_odds: FloatArray) -> FloatArray:
    """Risk of a log odds."""
    return 0.5 * (1.0 + np.tanh(0.5 * log_odds))


def fit_intercept(observed: FloatArray, offset: FloatArray) -> float:
    """Intercept of ``GLM(y ~ 1, offset)``; NaN when ``observed``, 0 or 1, has one class."""
    if observed.min() == observed.max():
        return float("nan")
    shift, low, high = 0.0, -_WIDEST, _WIDEST
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


def fit_line(observed: FloatArray, x: FloatArray) -> tuple[float, float]:
    """Intercept and slope of ``GLM(y ~ x)``.

    Both are NaN when ``x`` is a constant, when only one class is present, or when a cut on ``x``
    separates the classes (the slope is then infinite).
    """
    undefined = (float("nan"), float("nan"))
    if observed.min() == observed.max() or _separates(x, observed):
        return undefined
    centre, scale = float(x.mean()), float(x.std())
    x = (x - centre) / scale
    share = float(observed.mean())
    line = np.array([np.log(share) - np.log1p(-share), 0.0])
    for _ in range(_STEPS):
        step = _newton_step(x, observed, line)
        if not np.isfinite(step).all():
            return undefined
        line = _shortened(x, observed, line, step)
        if np.abs(step).max() < _TOLERANCE:
            slope = float(line[1] / scale)
            return float(line[0]) - slope * centre, slope
    return undefined


def _separates(x: FloatArray, observed: FloatArray) -> bool:
    """Whether a cut on ``x`` parts the classes, ties at the cut allowed: no finite fit exists."""
    with_event, without = x[observed > 0.5], x[observed <= 0.5]
    return bool(with_event.min() >= without.max() or with_event.max() <= without.min())


def _newton_step(x: FloatArray, observed: FloatArray, line: FloatArray) -> FloatArray:
    risk = expit(line[0] + line[1] * x)
    spread, error = risk * (1 - risk), observed - risk
    h00, h01, h11 = spread.sum(), (spread * x).sum(), (spread * x * x).sum()
    g0, g1 = error.sum(), (error * x).sum()
    step = np.array([h11 * g0 - h01 * g1, h00 * g1 - h01 * g0])
    return ratio(step, np.array([h00 * h11 - h01 * h01]))


def _shortened(
    x: FloatArray, observed: FloatArray, line: FloatArray, step: FloatArray
) -> FloatArray:
    """Take ``step``, halved until the likelihood does not fall."""
    here = _log_likelihood(x, observed, line)
    for halving in range(30):
        there = line + step / 2**halving
        # The slack is rounding: at the solution the likelihood is flat.
        if _log_likelihood(x, observed, there) >= here - 1e-12 * abs(here):
            return np.asarray(there)
    return line + step


def _log_likelihood(x: FloatArray, observed: FloatArray, line: FloatArray) -> float:
    predicted = line[0] + line[1] * x
    return float((observed * predicted - np.logaddexp(0.0, predicted)).sum())
