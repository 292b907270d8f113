"""Class-conditional conformal sets: which classes a prediction leaves open, and when it abstains.

A risk of 30 % does not say how often the model is wrong. A set does: it holds every class that the
prediction leaves open, and of the patients *of each class* at least the wanted share has its own
class in the set. A set of one class is an answer; any other is "the model does not know".

The promise is made per class. A set with a promise over all patients together may keep it with the
common class alone and miss nearly every event.
"""

from __future__ import annotations

import math

import numpy as np

from mtl_core.arrays import BoolArray, FloatArray, IntArray
from mtl_core.errors import RunError
from mtl_core.evaluation.thresholds import wilson_share
from mtl_core.schema.answers import ClassSets, SetReport


def conformal_sets(
    observed: IntArray, predicted: FloatArray, fold: IntArray, *, alpha: float
) -> BoolArray:
    """Form the conformal set of every out-of-fold prediction, class by class.

    A class is in the set unless its probability is lower than it is for all but a share ``alpha``
    of the patients of that class. Those patients are taken from the *other* folds, so that nobody
    decides about his own set. With few patients of a class (fewer than ``1 / alpha - 1``, which is
    9 at 10 %) nothing can be excluded, and the class is in every set.

    Parameters
    ----------
    observed
        Position of the observed class, shape ``(n,)``.
    predicted
        Probability of every class, shape ``(n, n_classes)``, finite.
    fold
        Fold in which each row was predicted, shape ``(n,)``; all rows of a patient in one.
    alpha
        Share of each class that may miss its set, between 0 and 1.

    Returns
    -------
    Whether each class is in the set, shape ``(n, n_classes)``.

    Raises
    ------
    RunError
        When there are fewer than two folds.

    Notes
    -----
    Patients of other folds were scored by other networks of the same kind. The exact promise of
    split conformal prediction, mean coverage between ``1 - alpha`` and ``1 - alpha + 1 / (n_class
    + 1)``, holds for scores of one fixed model; here it is nearly so, and the coverage that was
    reached is counted and shown.

    References
    ----------
    Vovk, V. (2012). Conditional validity of inductive conformal predictors. ACML, PMLR 25.
    Vovk, V. (2015). Cross-conformal predictors. Ann Math Artif Intell 74.
    """
    inside = np.zeros(predicted.shape, dtype=np.bool_)
    for one in folds_of(fold):
        here = fold == one
        for k in range(predicted.shape[1]):
            own = predicted[~here & (observed == k), k]
            inside[here, k] = predicted[here, k] >= lowest_accepted(own, alpha)
    return inside


def folds_of(fold: IntArray) -> IntArray:
    """Return the folds of the rows, refusing a single one: it has no others to learn from."""
    folds = np.unique(fold)
    if len(folds) < 2:
        raise RunError(
            "What conformal prediction leaves open cannot be said",
            expected="predictions of at least two folds",
            found=f"{len(folds)} fold(s)",
            action="use a plan with several folds",
        )
    return folds


def lowest_accepted(probabilities: FloatArray, alpha: float) -> float:
    """Probability of a class below which a prediction excludes it.

    Parameters
    ----------
    probabilities
        Of the class, for patients of the class, shape ``(n,)``.
    alpha
        Share of the class that may miss its set.

    Returns
    -------
    The ``floor(alpha * (n + 1))``-th smallest; minus infinity where that is none. For continuous
    scores of one model its coverage follows a Beta distribution with parameters ``n + 1 - l`` and
    ``l``, where ``l`` is that number.

    Examples
    --------
    >>> import numpy as np
    >>> lowest_accepted(np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]), 0.2)
    0.2
    """
    # Rounding of alpha * (n + 1) must not lose a whole rank, as with 0.1 * 10.
    rank = math.floor(alpha * (len(probabilities) + 1) + 1e-9)
    return float(np.sort(probabilities)[rank - 1]) if rank >= 1 else -math.inf


def report_sets(
    observed: IntArray, inside: BoolArray, classes: tuple[str, ...], alpha: float
) -> SetReport:
    """Count what became of the patients of every class.

    Parameters
    ----------
    observed, inside
        As for and from :func:`conformal_sets`.
    classes
        Names, in the order of the columns.
    """
    size = inside.sum(axis=1)
    own = inside[np.arange(len(observed)), observed]
    single, n_answered, n_right = size == 1, int((size == 1).sum()), 0
    counts = {}
    for k, name in enumerate(classes):
        here = observed == k
        n, right = int(here.sum()), int((here & own & single).sum())
        n_open = int((here & own & ~single).sum())
        counts[name] = ClassSets(
            n=n,
            right=right,
            open=n_open,
            wrong=int((here & ~own & single).sum()),
            missed=int((here & ~own & ~single).sum()),
            covered=wilson_share(right + n_open, n, "no patient is of this class"),
        )
        n_right += right
    return SetReport(
        alpha=alpha,
        n=len(observed),
        classes=counts,
        answered=wilson_share(n_answered, len(observed), "there is no patient"),
        right_when_answered=wilson_share(n_right, n_answered, "the model answers for no patient"),
    )
