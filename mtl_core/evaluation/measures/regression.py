"""Measures of a regression task, for one repeat and any number of resamples at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mtl_core.arrays import FloatArray, ratio
from mtl_core.evaluation.measures.ranks import ValueOrder, value_order, weighted_spearman
from mtl_core.limits import NORMAL_95

REGRESSION_MEASURES = (
    "r2",
    "mae",
    "mse",
    "rmse",
    "pearson",
    "spearman",
    "linear_slope",
    "linear_intercept",
    "mean_error",
    "agreement_low",
    "agreement_high",
)

# A variance below this, in units of the variance of all rows, is the rounding of a constant.
_CONSTANT = 1e-6


@dataclass(frozen=True, slots=True)
class _Scale:
    """Mean and standard deviation of the values of all rows; 1 for a constant."""

    centre: float
    unit: float


@dataclass(frozen=True, slots=True, eq=False)
class RegressionMeasurer:
    """Everything about one repeat that does not depend on the resample.

    Attributes
    ----------
    observed_scale, predicted_scale
        What standard units of the observed and of the predicted values are.
    mean_error
        Predicted minus observed, mean over all rows.
    terms
        ``(10, n)``: count; squared error, absolute error, centred error and its square, in standard
        units of the observed values; then observed, predicted, their squares and their product, in
        their own standard units.
    """

    observed_order: ValueOrder
    predicted_order: ValueOrder
    observed_scale: _Scale
    predicted_scale: _Scale
    mean_error: float
    terms: FloatArray

    def lighter(self) -> RegressionMeasurer:
        """Return the same in single precision, for resamples (not for the value itself)."""
        return replace(self, terms=self.terms.astype(np.float32))

    def measure(self, weights: FloatArray) -> dict[str, FloatArray]:
        """Measures by name, each ``(n_resamples,)``, for weights ``(n, n_resamples)``.

        NaN where a measure is undefined: observed or predicted values all equal, or one row for the
        limits of agreement.
        """
        sums = np.asarray(self.terms @ weights, dtype=np.float64)
        n, squared, absolute, error, error2, y, p, yy, pp, yp = sums
        spread_y = _spread(yy - ratio(y * y, n), n)
        spread_p = _spread(pp - ratio(p * p, n), n)
        together = yp - ratio(y * p, n)
        unit = self.observed_scale.unit
        slope = ratio(together, spread_p) * unit / self.predicted_scale.unit
        bias = self.mean_error + unit * ratio(error, n)
        # Sums that are equal but for rounding may differ by less than zero.
        variance = ratio(np.maximum(error2 - ratio(error * error, n), 0.0), n - 1)
        reach = NORMAL_95 * unit * np.sqrt(variance)
        return {
            "r2": 1.0 - ratio(squared, spread_y),
            "mae": unit * ratio(absolute, n),
            "mse": unit**2 * ratio(squared, n),
            "rmse": unit * np.sqrt(ratio(squared, n)),
            "pearson": ratio(together, np.sqrt(spread_y * spread_p)),
            "spearman": weighted_spearman(self.observed_order, self.predicted_order, weights),
            "linear_slope": slope,
            "linear_intercept": _mean(y, n, self.observed_scale)
            - slope * _mean(p, n, self.predicted_scale),
            "mean_error": bias,
            "agreement_low": bias - reach,
            "agreement_high": bias + reach,
        }


def regression_measurer(observed: FloatArray, predicted: FloatArray) -> RegressionMeasurer:
    """Prepare one repeat: observed and predicted values, shape ``(n,)``, in original units."""
    y, scale_y = _standard(observed)
    p, scale_p = _standard(predicted)
    error = predicted - observed
    mean_error = float(error.mean())
    error, centred = error / scale_y.unit, (error - mean_error) / scale_y.unit
    terms = np.stack(
        [np.ones_like(y), error**2, np.abs(error), centred, centred**2, y, p, y * y, p * p, y * p]
    )
    return RegressionMeasurer(
        value_order(observed), value_order(predicted), scale_y, scale_p, mean_error, terms
    )


def regression_measures(observed: FloatArray, predicted: FloatArray) -> dict[str, float]:
    """All measures of a regression task by name; NaN where undefined.

    Parameters
    ----------
    observed, predicted
        Values in original units, shape ``(n,)``.

    References
    ----------
    Bland, J. M. and Altman, D. G. (1986). Statistical methods for assessing agreement between two
    methods of clinical measurement. Lancet 327. The limits are 1.96 standard deviations from the
    mean error, as in their later papers; the paper itself rounds to 2.
    """
    y = np.asarray(observed, dtype=np.float64)
    measurer = regression_measurer(y, np.asarray(predicted, dtype=np.float64))
    return {name: float(v[0]) for name, v in measurer.measure(np.ones((len(y), 1))).items()}


def _standard(values: FloatArray) -> tuple[FloatArray, _Scale]:
    """Centre and scale; a constant becomes zeros exactly."""
    if values.min() == values.max():
        return np.zeros_like(values), _Scale(float(values[0]), 1.0)
    scale = _Scale(float(values.mean()), float(values.std()))
    return (values - scale.centre) / scale.unit, scale


def _mean(total: FloatArray, n: FloatArray, scale: _Scale) -> FloatArray:
    """Mean in original units, from a sum in standard units."""
    return scale.centre + scale.unit * ratio(total, n)


def _spread(squares: FloatArray, n: FloatArray) -> FloatArray:
    return np.where(squares > _CONSTANT * n, squares, 0.0)
