"""Ordered logistic regression: proportional odds with a ridge penalty.

scikit-learn has no model for ordered classes, and the one of statsmodels takes no penalty. This is
the cumulative logit model ``P(y <= k) = sigmoid(cut_k - x w)`` (McCullagh 1980, Regression models
for ordinal data, J R Stat Soc B 42:109) with the penalty of scikit-learn's ``LogisticRegression``,
to which it is equal for two classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mtl_core.arrays import Float32Array, FloatArray

if TYPE_CHECKING:
    import numpy.typing as npt


_MOST_STEPS = 500


@dataclass(frozen=True, slots=True, eq=False)
class OrderedLogistic:
    """A fitted model.

    Attributes
    ----------
    weights
        Log odds of a higher class per unit, the same at every cut, ``(n_inputs,)``.
    cuts
        Rising, ``(n_classes - 1,)``.
    classes_
        The classes of the training rows, rising, ``(n_classes,)``.
    """

    weights: FloatArray
    cuts: FloatArray
    classes_: FloatArray

    def predict_proba(self, inputs: Float32Array) -> FloatArray:
        """Return the probability of every class, ``(n_rows, n_classes)``."""
        from scipy.special import expit

        up_to = expit(self.cuts - (inputs @ self.weights)[:, None])
        return np.asarray(np.diff(up_to, axis=1, prepend=0.0, append=1.0), dtype=np.float64)


def fit_ordered_logistic(
    inputs: Float32Array, labels: FloatArray, inverse_penalty: float, *, tolerance: float = 1e-3
) -> OrderedLogistic:
    """Minimise ``sum of log losses + ||weights||² / (2 inverse_penalty)`` from the base rates.

    Parameters
    ----------
    inputs
        ``(n_rows, n_inputs)``.
    labels
        Numbers that rise with the class, two different ones or more, ``(n_rows,)``.
    tolerance
        Largest entry of the gradient, per row, at which the search ends.
    """
    from scipy.optimize import minimize

    classes, places = np.unique(labels, return_inverse=True)
    matrix = np.asarray(inputs, dtype=np.float64)
    n_rows, width = matrix.shape

    def objective(values: FloatArray) -> tuple[float, FloatArray]:
        weights, raw = values[:width], values[width:]
        loss, of_scores, of_raw = log_losses(matrix @ weights, raw, places)
        pulled = weights / inverse_penalty
        gradient = np.concatenate([of_scores @ matrix + pulled, of_raw])
        return (loss + 0.5 * float(weights @ pulled)) / n_rows, gradient / n_rows

    below = np.cumsum(np.bincount(places))[:-1]
    points = np.log(below) - np.log(n_rows - below)
    start = [np.zeros(width), points[:1], np.log(np.expm1(np.diff(points)))]
    found = minimize(
        objective,
        np.concatenate(start),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _MOST_STEPS, "gtol": tolerance, "ftol": 0.0},
    )
    return OrderedLogistic(found.x[:width], _cuts(found.x[width:]), classes)


def log_losses(
    scores: FloatArray, raw: FloatArray, places: npt.NDArray[np.intp]
) -> tuple[float, FloatArray, FloatArray]:
    """Sum of log losses, and its derivatives by the scores and by what the cuts are made of.

    The logarithm of a class's probability is a sum: ``sigmoid(b) - sigmoid(a) = sigmoid(b)
    sigmoid(-a) (1 - exp(a - b))``, whose last factor is ``sigmoid(raw)`` for a gap of
    ``softplus(raw)``.

    Parameters
    ----------
    scores
        ``(n_rows,)``.
    raw
        The first cut, then the gaps before their softplus, ``(n_classes - 1,)``.
    places
        Class of each row, from 0, ``(n_rows,)``.
    """
    from scipy.special import expit

    n_cuts = len(raw)
    cuts = np.concatenate([[-np.inf], _cuts(raw), [np.inf]])
    over, under = scores - cuts[places + 1], cuts[places] - scores
    inner = np.bincount(places, minlength=n_cuts + 1)[1:-1]
    loss = (np.logaddexp(0, over) + np.logaddexp(0, under)).sum()
    loss += float(inner @ np.logaddexp(0, -raw[1:]))
    of_over, of_under = expit(over), expit(under)
    # Row by row, the cut above pulls down and the cut below pushes up.
    of_cuts = np.bincount(places, of_under, n_cuts + 1)[1:]
    of_cuts = of_cuts - np.bincount(places, of_over, n_cuts + 1)[:-1]
    above = of_cuts[::-1].cumsum()[::-1]
    of_gaps = above[1:] * expit(raw[1:]) - inner * expit(-raw[1:])
    return float(loss), of_over - of_under, np.concatenate([above[:1], of_gaps])


def _cuts(raw: FloatArray) -> FloatArray:
    return np.asarray(np.concatenate([raw[:1], raw[0] + np.logaddexp(0, raw[1:]).cumsum()]))
