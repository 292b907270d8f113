"""Intervals of ICI, E50, E90 and Emax from few bootstrap resamples of patients."""

from __future__ import annotations

from dataclasses import asdict, astuple

import numpy as np

from mtl_core.arrays import CountArray, FloatArray, IntArray
from mtl_core.evaluation.calibration.curve import near_weights
from mtl_core.evaluation.calibration.gaps import calibration_gaps, gap_grid, gaps_of
from mtl_core.evaluation.intervals import Resamples, estimate_between, percentile_interval
from mtl_core.schema import Estimate

N_GAP_RESAMPLES = 200
"""Enough for an interval of two digits; a curve per resample costs more than a rank sum."""

_POINTS = 40
_FLAT = 1e-9


def calibration_gap_estimates(
    observed: FloatArray, predicted: FloatArray, rows: IntArray, resamples: Resamples | None
) -> dict[str, Estimate]:
    """ICI, E50, E90 and Emax by name, each with a 95 % percentile interval by patient.

    Every resample has its own lowess curve, over the neighbours that the curve of all rows has.
    Chance alone makes a distance larger than 0, and in a resample twice: where risks are nearly
    right, both value and interval lie above the truth.

    Parameters
    ----------
    observed, predicted
        0 or 1, and risk; shape ``(n,)``, n at least 3.
    rows
        0-based row of the cohort of each, ``(n,)``.
    resamples
        Of the patients of the whole cohort; :data:`N_GAP_RESAMPLES` of them are enough. Without
        them there is no interval.
    """
    value = calibration_gaps(observed, predicted)
    if resamples is None:
        return {name: Estimate(found, n=len(rows)) for name, found in asdict(value).items()}
    order = np.argsort(predicted, kind="stable")
    risk = np.asarray(predicted, dtype=np.float64)[order]
    outcome = np.asarray(observed, dtype=np.float64)[order]
    slots = resamples.slot[rows[order]]
    draws = np.concatenate([_drawn(outcome, risk, counts[slots]) for counts in resamples])
    return {
        name: estimate_between(found, percentile_interval(drawn), len(risk))
        for (name, found), drawn in zip(asdict(value).items(), draws.T, strict=True)
    }


def _drawn(outcome: FloatArray, risk: FloatArray, counts: CountArray) -> FloatArray:
    """Return the four distances of each resample, ``(n_resamples, 4)``."""
    grid = gap_grid(risk, _POINTS)
    curve = _curves(outcome, risk, counts.astype(np.float64), grid)
    found = np.full((counts.shape[1], 4), np.nan)
    for place, drawn in enumerate(counts.T):
        if drawn.any():
            gap = np.abs(np.interp(risk, grid, curve[:, place]) - risk)
            found[place] = astuple(gaps_of(np.repeat(gap, drawn)))
    return found


def _curves(
    outcome: FloatArray, risk: FloatArray, weights: FloatArray, grid: FloatArray
) -> FloatArray:
    """Local straight lines of every resample at ``grid``, ``(n_grid, n_resamples)``, in 0 to 1."""
    curve = np.empty((len(grid), weights.shape[1]))
    for place, at in enumerate(grid):
        near, base = near_weights(risk, at)
        x, y = risk[near] - at, outcome[near]
        n, sx, sxx, sy, sxy = (base * np.stack([np.ones_like(x), x, x * x, y, x * y])) @ weights[
            near
        ]
        spread = n * sxx - sx * sx
        # One value repeated, or nobody drawn here: no line, only a mean.
        is_line = spread > _FLAT * n * np.maximum(sxx, _FLAT)
        level = np.divide(sy, n, out=np.full_like(n, np.nan), where=n > 0)
        line = np.divide(sxx * sy - sx * sxy, spread, out=level, where=is_line)
        curve[place] = np.clip(line, 0.0, 1.0)
    return _filled(curve)


def _filled(curve: FloatArray) -> FloatArray:
    """Take the nearest point below (or above) where a resample has nobody near a point."""
    for column in curve.T[np.isnan(curve).any(axis=0)]:
        known = np.flatnonzero(np.isfinite(column))
        column[:] = np.interp(np.arange(len(column)), known, column[known]) if len(known) else 0.0
    return curve
