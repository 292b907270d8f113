"""The smooth calibration curve: observed share of events against predicted risk."""

from __future__ import annotations

import numpy as np

from mtl_core.arrays import FloatArray
from mtl_core.schema import Curve

_SPAN = 2 / 3
_POINTS = 100
_NO_WEIGHT = 1e-12


def calibration_curve(observed: FloatArray, predicted: FloatArray) -> Curve:
    """Lowess curve of outcome on risk, without robustness iterations, with a pointwise 95 % band.

    Local straight lines with tricube weights over the nearest two thirds of the rows. Robustness
    iterations would treat the rare class as outliers. The curve is linear in the outcomes, so the
    band is analytic: its variance is the sum of squared weights times ``p (1 - p)`` with p from the
    curve itself. The band takes rows as independent. Ideal is the diagonal.

    Parameters
    ----------
    observed
        0 or 1, shape ``(n,)``.
    predicted
        Risk, shape ``(n,)``, n at least 3.

    Returns
    -------
    Curve
        Up to 100 points from the lowest to the highest risk; y, low and high lie in 0 to 1. One
        point when all risks are equal.

    References
    ----------
    Cleveland, W. S. (1979). Robust locally weighted regression. JASA 74.
    Austin, P. C. and Steyerberg, E. W. (2014). Graphical assessment of calibration. Stat Med 33.
    """
    order = np.argsort(predicted, kind="stable")
    risk = np.asarray(predicted, dtype=np.float64)[order]
    outcome = np.asarray(observed, dtype=np.float64)[order]
    grid = np.unique(np.linspace(risk[0], risk[-1], _POINTS))
    fit = np.array([float(w @ outcome[s]) for s, w in (line_weights(risk, x) for x in grid)])
    fit = np.clip(fit, 0.0, 1.0)
    share = np.interp(risk, grid, fit)
    noise = share * (1 - share)
    variance = np.array(
        [float((w * w) @ noise[s]) for s, w in (line_weights(risk, x) for x in grid)]
    )
    half = 1.959964 * np.sqrt(variance)
    return Curve(grid, fit, np.clip(fit - half, 0.0, 1.0), np.clip(fit + half, 0.0, 1.0))


def line_weights(risk: FloatArray, at: float) -> tuple[slice, FloatArray]:
    """Rows near ``at`` and their weights in the local line's value there; the weights sum to 1.

    ``risk`` is sorted, ``(n,)``. The curve's value is the weighted sum of these rows' outcomes.
    """
    near, weights = near_weights(risk, at)
    x = risk[near]
    is_level = bool((weights == 1).all())
    weights /= weights.sum()
    if is_level:
        return near, weights
    centre = float(weights @ x)
    spread = float(weights @ (x - centre) ** 2)
    radius = float(np.abs(x - at).max())
    # A spread this small is one value repeated: a line through it has no slope.
    if spread > (1e-3 * radius) ** 2:
        weights *= 1 + (at - centre) * (x - centre) / spread
    return near, weights


def near_weights(risk: FloatArray, at: float) -> tuple[slice, FloatArray]:
    """Rows near ``at`` and how much each counts there, 0 to 1 (tricube), before any line."""
    near = _nearest(risk, at, max(2, int(_SPAN * len(risk) + 1e-10)))
    x = risk[near]
    distance = np.abs(x - at)
    radius = float(distance.max())
    weights = (1 - (distance / radius) ** 3) ** 3 if radius > 0 else np.zeros_like(x)
    if weights.sum() < _NO_WEIGHT:
        # The whole window lies equally far away, and rows that share its risks may lie outside:
        # all of them count alike (as 1), none may be left out by chance.
        first, last = np.searchsorted(risk, x[0]), np.searchsorted(risk, x[-1], side="right")
        return slice(int(first), int(last)), np.ones(int(last - first))
    return near, weights


def _nearest(risk: FloatArray, at: float, n_near: int) -> slice:
    """Window of the ``n_near`` sorted risks nearest to ``at``, found by bisection."""
    low, high = 0, len(risk) - n_near
    while low < high:
        middle = (low + high) // 2
        if at - risk[middle] > risk[middle + n_near] - at:
            low = middle + 1
        else:
            high = middle
    return slice(low, low + n_near)
