"""Measures of a multiclass task, for one repeat and any number of resamples at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mtl_core.arrays import FloatArray, IntArray, ratio
from mtl_core.evaluation.measures.ranks import RiskOrder, rank_measures, risk_order

MULTICLASS_MEASURES = ("macro_auroc", "log_loss", "accuracy", "balanced_accuracy", "macro_f1")


@dataclass(frozen=True, slots=True, eq=False)
class MulticlassMeasurer:
    """Everything about one repeat that does not depend on the resample.

    Attributes
    ----------
    orders
        One per class, the class against the rest.
    terms
        ``(3 + 3 * n_classes, n)``: count, log loss, correct; then observed, predicted and correctly
        predicted by class.
    """

    orders: tuple[RiskOrder, ...]
    terms: FloatArray

    def lighter(self) -> MulticlassMeasurer:
        """Return the same in single precision, for resamples (not for the value itself)."""
        return replace(self, terms=self.terms.astype(np.float32))

    def measure(self, weights: FloatArray) -> dict[str, FloatArray]:
        """Measures by name, each ``(n_resamples,)``, for weights ``(n, n_resamples)``.

        NaN where a measure is undefined: every macro average needs all classes in the resample.
        """
        sums = self.terms @ weights
        n, log_loss, correct = sums[:3]
        present, named, true_positives = sums[3:].reshape(3, len(self.orders), -1)
        auroc = np.stack([rank_measures(order, weights)[0] for order in self.orders])
        # A class that is absent from a resample but predicted would score 0, not undefined.
        f1 = np.where(present > 0, ratio(2 * true_positives, present + named), np.nan)
        return {
            "macro_auroc": auroc.mean(axis=0),
            "log_loss": ratio(log_loss, n),
            "accuracy": ratio(correct, n),
            "balanced_accuracy": ratio(true_positives, present).mean(axis=0),
            "macro_f1": f1.mean(axis=0),
        }


def multiclass_measurer(
    observed: FloatArray, predicted: FloatArray, chosen: IntArray | None = None
) -> MulticlassMeasurer:
    """Prepare one repeat.

    Parameters
    ----------
    observed
        Indicators, one 1 per row, shape ``(n, n_classes)``.
    predicted
        Probabilities, shape ``(n, n_classes)``.
    chosen
        The class that is predicted for each row, ``(n,)``; the most probable one when left out.
    """
    n_classes = observed.shape[1]
    named = np.eye(n_classes)[predicted.argmax(axis=1) if chosen is None else chosen]
    true_positives = named * observed
    unit = np.finfo(np.float64).eps
    of_truth = np.clip((predicted * observed).sum(axis=1), unit, 1 - unit)
    first = np.stack([np.ones(len(observed)), -np.log(of_truth), true_positives.sum(axis=1)])
    orders = tuple(risk_order(observed[:, k], predicted[:, k]) for k in range(n_classes))
    return MulticlassMeasurer(
        orders, np.concatenate([first, observed.T, named.T, true_positives.T])
    )


def multiclass_measures(observed: FloatArray, predicted: FloatArray) -> dict[str, float]:
    """All measures of a multiclass task by name; NaN where undefined.

    Parameters
    ----------
    observed, predicted
        Indicators and probabilities, shape ``(n, n_classes)``.
    """
    y = np.asarray(observed, dtype=np.float64)
    measurer = multiclass_measurer(y, np.asarray(predicted, dtype=np.float64))
    return {name: float(v[0]) for name, v in measurer.measure(np.ones((len(y), 1))).items()}
