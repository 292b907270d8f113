"""Measures of an ordinal task, for one repeat and any number of resamples at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mtl_core.arrays import FloatArray, IntArray, ratio
from mtl_core.evaluation.measures.multiclass import (
    MULTICLASS_MEASURES,
    MulticlassMeasurer,
    multiclass_measurer,
)
from mtl_core.evaluation.measures.ranks import RiskOrder, rank_measures, risk_order

ORDINAL_MEASURES = (
    "ordinal_auroc",
    "weighted_kappa",
    "mae_steps",
    "ranked_probability_score",
    *MULTICLASS_MEASURES,
)


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalMeasurer:
    """Everything about one repeat that does not depend on the resample.

    Attributes
    ----------
    classes
        The same task with its order forgotten.
    orders
        One per cut between neighbouring classes, the classes above it against those below.
    terms
        ``(4 + 2 * n_classes, n)``: count, ranked probability score, steps and squared steps between
        observed and predicted class; then observed and predicted by class.
    """

    classes: MulticlassMeasurer
    orders: tuple[RiskOrder, ...]
    terms: FloatArray

    def lighter(self) -> OrdinalMeasurer:
        """Return the same in single precision, for resamples (not for the value itself)."""
        return replace(self, classes=self.classes.lighter(), terms=self.terms.astype(np.float32))

    def measure(self, weights: FloatArray) -> dict[str, FloatArray]:
        """Measures by name, each ``(n_resamples,)``, for weights ``(n, n_resamples)``.

        NaN where a measure is undefined: the mean AUROC needs the lowest and the highest class in
        the resample, kappa two classes among the observed and predicted ones.
        """
        sums = np.asarray(self.terms @ weights, dtype=np.float64)
        n, ranked, steps, squared_steps = sums[:4]
        present, named = sums[4:].reshape(2, len(self.orders) + 1, -1)
        auroc = np.stack([rank_measures(order, weights)[0] for order in self.orders])
        return {
            "ordinal_auroc": auroc.mean(axis=0),
            "weighted_kappa": 1.0 - ratio(squared_steps, _steps_by_chance(present, named, n)),
            "mae_steps": ratio(steps, n),
            "ranked_probability_score": ratio(ranked, n),
            **self.classes.measure(weights),
        }


def ordinal_measurer(observed: FloatArray, predicted: FloatArray) -> OrdinalMeasurer:
    """Prepare one repeat.

    Parameters
    ----------
    observed
        Indicators, one 1 per row, shape ``(n, n_classes)``, the lowest class first.
    predicted
        Probabilities, shape ``(n, n_classes)``; :func:`median_class` is the class predicted.
    """
    n_classes = observed.shape[1]
    above, truly_above = _above(predicted), _above(observed)
    chosen = median_class(predicted)
    named = np.eye(n_classes)[chosen]
    steps = np.abs(chosen - observed.argmax(axis=1)).astype(np.float64)
    ranked = ((above - truly_above) ** 2).sum(axis=1) / (n_classes - 1)
    first = np.stack([np.ones(len(observed)), ranked, steps, steps**2])
    orders = tuple(risk_order(truly_above[:, k], above[:, k]) for k in range(n_classes - 1))
    classes = multiclass_measurer(observed, predicted, chosen)
    return OrdinalMeasurer(classes, orders, np.concatenate([first, observed.T, named.T]))


def ordinal_measures(observed: FloatArray, predicted: FloatArray) -> dict[str, float]:
    """All measures of an ordinal task by name; NaN where undefined.

    Parameters
    ----------
    observed, predicted
        Indicators and probabilities, shape ``(n, n_classes)``, the lowest class first.

    References
    ----------
    Cohen (1968), Weighted kappa, Psychol Bull 70:213, here with squared weights. Epstein (1969), A
    scoring system for probability forecasts of ranked categories, J Appl Meteorol 8:985, here
    divided by the number of cuts, so that it is the mean Brier score over them.
    """
    y = np.asarray(observed, dtype=np.float64)
    measurer = ordinal_measurer(y, np.asarray(predicted, dtype=np.float64))
    return {name: float(v[0]) for name, v in measurer.measure(np.ones((len(y), 1))).items()}


def median_class(predicted: FloatArray) -> IntArray:
    """Return the lowest class at or below which half of the probability lies, ``(n,)``.

    Of all classes it has the smallest expected distance from the true one. The most probable class
    is often one of the two ends, even where the truth is likely to lie between them.

    >>> median_class(np.array([[0.4, 0.2, 0.4], [0.7, 0.2, 0.1]])).tolist()
    [1, 0]
    """
    below = predicted.cumsum(axis=1)
    # Sums in floating point may miss one half, which two equal classes have, by a rounding error.
    half = 0.5 * below[:, -1:] * (1 - 1e-9)
    return np.asarray((below >= half).argmax(axis=1), dtype=np.int64)


def _above(classes: FloatArray) -> FloatArray:
    """Sum over the classes above each cut, ``(n, n_classes - 1)``."""
    return np.asarray(classes[:, :0:-1].cumsum(axis=1)[:, ::-1])


def _steps_by_chance(present: FloatArray, named: FloatArray, n: FloatArray) -> FloatArray:
    """Sum of squared steps between observed and predicted class, were the two unrelated."""
    place = np.arange(len(present))
    squared_steps = (place[:, None] - place) ** 2
    return ratio(np.einsum("ir,ij,jr->r", present, squared_steps, named), n)
