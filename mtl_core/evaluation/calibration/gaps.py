"""How far risks are from the smooth calibration curve: ICI, E50, E90, Emax."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtl_core.arrays import FloatArray
from mtl_core.evaluation.calibration.curve import line_weights

_POINTS = 200


@dataclass(frozen=True, slots=True)
class CalibrationGaps:
    """Distances between risk and smoothed observed frequency over patients, 0 (ideal) to 1.

    Attributes
    ----------
    ici
        Mean (integrated calibration index).
    e50, e90
        Median and 90th percentile.
    e_max
        Largest.
    """

    ici: float
    e50: float
    e90: float
    e_max: float


def calibration_gaps(observed: FloatArray, predicted: FloatArray) -> CalibrationGaps:
    """Measure the distance of every patient's risk from the lowess calibration curve.

    The curve is that of :func:`calibration_curve`, computed at up to 400 risks (percentiles of the
    patients' risks, and evenly spaced ones) and taken as straight between them. Chance alone makes
    all four larger than 0, the more so the fewer patients there are.

    Parameters
    ----------
    observed
        0 or 1, shape ``(n,)``.
    predicted
        Risk, shape ``(n,)``, n at least 3.

    References
    ----------
    Austin, P. C. and Steyerberg, E. W. (2019). The Integrated Calibration Index (ICI) and related
    metrics for quantifying the calibration of logistic regression models. Stat Med 38.
    """
    order = np.argsort(predicted, kind="stable")
    risk = np.asarray(predicted, dtype=np.float64)[order]
    outcome = np.asarray(observed, dtype=np.float64)[order]
    grid = gap_grid(risk, _POINTS)
    fit = np.array([float(w @ outcome[s]) for s, w in (line_weights(risk, x) for x in grid)])
    return gaps_of(np.abs(np.interp(risk, grid, np.clip(fit, 0.0, 1.0)) - risk))


def gaps_of(gap: FloatArray) -> CalibrationGaps:
    """Summarise the distances of patients, ``(n,)``."""
    median, ninetieth = np.quantile(gap, [0.5, 0.9])
    return CalibrationGaps(float(gap.mean()), float(median), float(ninetieth), float(gap.max()))


def gap_grid(risk: FloatArray, n_points: int) -> FloatArray:
    """Up to ``2 * n_points`` risks at which a curve is computed; ``risk`` is sorted, ``(n,)``.

    Percentiles of the patients' risks, and evenly spaced ones: most patients of a rare outcome sit
    in a small part of the range.
    """
    at_patients = risk[np.round(np.linspace(0, len(risk) - 1, n_points)).astype(np.int64)]
    return np.unique(np.concatenate([at_patients, np.linspace(risk[0], risk[-1], n_points)]))
