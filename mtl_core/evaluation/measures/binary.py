"""Measures of a binary task, for one repeat and any number of resamples at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mtl_core.arrays import FloatArray, IntArray, ratio
from mtl_core.evaluation.measures.calibration import one_step_draws, one_step_terms
from mtl_core.evaluation.measures.ranks import RiskOrder, rank_measures, risk_order

BINARY_MEASURES = (
    "auroc",
    "auprc",
    "brier",
    "scaled_brier",
    "log_loss",
    "calibration_slope",
    "calibration_in_the_large",
    "accuracy",
    "sensitivity",
    "specificity",
    "ppv",
    "npv",
    "f1",
)


@dataclass(frozen=True, slots=True, eq=False)
class BinaryMeasurer:
    """Everything about one repeat that does not depend on the resample.

    Attributes
    ----------
    terms
        ``(13, n)``: what each row adds to the sums that the measures are made of.
    """

    order: RiskOrder
    terms: FloatArray
    calibration: FloatArray

    def lighter(self) -> BinaryMeasurer:
        """Return the same in single precision, for resamples (not for the value itself)."""
        return replace(self, terms=self.terms.astype(np.float32))

    def measure(self, weights: FloatArray) -> dict[str, FloatArray]:
        """Measures by name, each ``(n_resamples,)``, for weights ``(n, n_resamples)``.

        NaN where a measure is undefined.
        """
        sums = self.terms @ weights
        n, events, brier, log_loss, above, true_positives = sums[:6]
        false_negatives = events - true_positives
        true_negatives = n - above - false_negatives
        auroc, auprc = rank_measures(self.order, weights)
        in_the_large, slope = one_step_draws(sums[6:], self.calibration)
        return {
            "auroc": auroc,
            "auprc": auprc,
            "brier": ratio(brier, n),
            "scaled_brier": 1.0 - ratio(brier * n, events * (n - events)),
            "log_loss": ratio(log_loss, n),
            "calibration_slope": slope,
            "calibration_in_the_large": in_the_large,
            "accuracy": ratio(true_positives + true_negatives, n),
            "sensitivity": ratio(true_positives, events),
            "specificity": ratio(true_negatives, n - events),
            "ppv": ratio(true_positives, above),
            "npv": ratio(true_negatives, n - above),
            "f1": ratio(2 * true_positives, above + events),
        }


def binary_measurer(
    observed: FloatArray, predicted: FloatArray, threshold: FloatArray
) -> BinaryMeasurer:
    """Prepare one repeat.

    Parameters
    ----------
    observed
        0 or 1, shape ``(n,)``.
    predicted
        Risk of the positive class, 0 to 1, shape ``(n,)``.
    threshold
        Risk above which a row counts as positive, shape ``(n,)``; NaN where there is none, and
        then the measures at the threshold are undefined.
    """
    above = np.where(np.isnan(threshold), np.nan, predicted > threshold)
    terms, calibration = one_step_terms(observed, predicted)
    own = [
        np.ones_like(observed),
        observed,
        (predicted - observed) ** 2,
        _log_loss(observed, predicted),
        above,
        above * observed,
    ]
    return BinaryMeasurer(
        risk_order(observed, predicted), np.concatenate([np.stack(own), terms]), calibration
    )


def binary_measures(
    observed: FloatArray, predicted: FloatArray, threshold: float = 0.5
) -> dict[str, float]:
    """All measures of a binary task by name; NaN where undefined.

    Parameters
    ----------
    observed, predicted
        0 or 1, and risk; shape ``(n,)``.
    threshold
        Risk above which a patient counts as positive.

    Examples
    --------
    >>> import numpy as np
    >>> risk = np.array([0.9, 0.8, 0.3, 0.7, 0.4, 0.2, 0.1])
    >>> round(binary_measures(np.array([1.0, 1, 1, 0, 0, 0, 0]), risk)["auroc"], 4)
    0.8333
    """
    y = np.asarray(observed, dtype=np.float64)
    risk = np.asarray(predicted, dtype=np.float64)
    measurer = binary_measurer(y, risk, np.full(len(y), threshold))
    return {name: float(v[0]) for name, v in measurer.measure(np.ones((len(y), 1))).items()}


def training_thresholds(observed: FloatArray, fold: IntArray) -> FloatArray:
    """Event rate, for each row, of the rows outside its fold: its training rows.

    So no row has a say in its own threshold. NaN when all rows are in one fold.

    Parameters
    ----------
    observed
        0 or 1, shape ``(n,)``.
    fold
        Fold in which each row was predicted, shape ``(n,)``.
    """
    _, place = np.unique(fold, return_inverse=True)
    size, events = np.bincount(place), np.bincount(place, weights=observed)
    return ratio(events.sum() - events, size.sum() - size)[place]


def _log_loss(observed: FloatArray, predicted: FloatArray) -> FloatArray:
    unit = np.finfo(np.float64).eps
    risk = np.clip(predicted, unit, 1 - unit)
    return -np.log(np.where(observed > 0.5, risk, 1 - risk))
