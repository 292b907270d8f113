"""Measures of a regression task, for one repeat and any number of resamples at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mtl_core.evaluation.arrays import FloatArray, ratio
from mtl_core.evaluation.ranks import ValueOrder, value_order, weighted_spearman

REGRESSION_MEASURES = ("r2", "mae", "rmse", "pearson", "spearman")

# A variance below this, in units of the variance of all rows, is the rounding of a constant.
_CONSTANT = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class RegressionMeasurer:
    """Everything about one repeat that does not depend on the resample.

    Attributes
    ----------
    unit
        Standard deviation of the observed values; the terms are in this unit.
    terms
        ``(8, n)``: count, squared error, absolute error; then sum, sum and square, square and
        product of the observed and predicted values in their own standard units.
    """

    observed_order: ValueOrder
    predicted_order: ValueOrder
    unit: float
    terms: FloatArray

    def lighter(self) -> RegressionMeasurer:
        """Return the same in single precision, for resamples (not for the value itself)."""
        return replace(self, terms=self.terms.astype(np.float32))

    def measure(self, weights: FloatArray) -> dict[str, FloatArray]:
        """Measures by name, each ``(n_resamples,)``, for weights ``(n, n_resamples)``.

        NaN where a measure is undefined: observed or (correlations) predicted values all equal.
        """
        sums = np.asarray(self.terms @ weights, dtype=np.float64)
        n, squared, absolute, y, p, yy, pp, yp = sums
        spread_y = _spread(yy - ratio(y * y, n), n)
        spread_p = _spread(pp - ratio(p * p, n), n)
        return {
            "r2": 1.0 - ratio(squared, spread_y),
            "mae": self.unit * ratio(absolute, n),
            "rmse": self.unit * np.sqrt(ratio(squared, n)),
            "pearson": ratio(yp - ratio(y * p, n), np.sqrt(spread_y * spread_p)),
            "spearman": weighted_spearman(self.observed_order, self.predicted_order, weights),
        }


def regression_measurer(observed: FloatArray, predicted: FloatArray) -> RegressionMeasurer:
    """Prepare one repeat: observed and predicted values, shape ``(n,)``, in original units."""
    y, unit_y = _standard(observed)
    p, _ = _standard(predicted)
    unit = unit_y if unit_y > 0 else 1.0
    error = (observed - predicted) / unit
    terms = np.stack([np.ones_like(y), error**2, np.abs(error), y, p, y * y, p * p, y * p])
    return RegressionMeasurer(value_order(observed), value_order(predicted), unit, terms)


def regression_measures(observed: FloatArray, predicted: FloatArray) -> dict[str, float]:
    """All measures of a regression task by name; NaN where undefined.

    Parameters
    ----------
    observed, predicted
        Values in original units, shape ``(n,)``.
    """
    y = np.asarray(observed, dtype=np.float64)
    measurer = regression_measurer(y, np.asarray(predicted, dtype=np.float64))
    return {name: float(v[0]) for name, v in measurer.measure(np.ones((len(y), 1))).items()}


def _standard(values: FloatArray) -> tuple[FloatArray, float]:
    """Centre and scale; a constant becomes zeros exactly, with unit 0."""
    if values.min() == values.max():
        return np.zeros_like(values), 0.0
    unit = float(values.std())
    return (values - values.mean()) / unit, unit


def _spread(squares: FloatArray, n: FloatArray) -> FloatArray:
    return np.where(squares > _CONSTANT * n, squares, 0.0)
