"""Conformal intervals of a number: how far from its prediction the truth may lie.

The absolute errors of patients whom a network had not seen say how far off it is. An interval that
reaches as far as all but a share ``alpha`` of them holds the truth of nearly that share of new
patients, whatever the distribution of errors. It is equally wide for everybody, so it may hold too
often where predictions are low and too seldom where they are high: both are counted.
"""

from __future__ import annotations

import math

import numpy as np

from mtl_core.arrays import BoolArray, FloatArray, IntArray
from mtl_core.evaluation.conformal.sets import folds_of, lowest_accepted
from mtl_core.evaluation.thresholds import wilson_share
from mtl_core.schema import Estimate
from mtl_core.schema.answers import IntervalCell, IntervalReport

THIRDS = ("lowest third", "middle third", "highest third")
"""Of the patients, by predicted value."""


def conformal_reach(
    observed: FloatArray, predicted: FloatArray, fold: IntArray, *, alpha: float
) -> FloatArray:
    """Return how far each interval reaches to both sides of its prediction, shape ``(n,)``.

    It reaches as far as the ``ceil((1 - alpha) (m + 1))``-th smallest of the ``m`` absolute errors
    of the *other* folds, so that nobody decides about his own interval. With fewer than ``1 / alpha
    - 1`` of them it reaches to infinity.

    Parameters
    ----------
    observed, predicted
        In original units, shape ``(n,)``, finite; predictions out of fold.
    fold
        Fold in which each row was predicted, shape ``(n,)``; all rows of a patient in one.
    alpha
        Share that may miss its interval, between 0 and 1.

    Raises
    ------
    RunError
        When there are fewer than two folds.

    Notes
    -----
    The patients of other folds were predicted by other networks of the same kind. For one fixed
    model mean coverage is between ``1 - alpha`` and ``1 - alpha + 1 / (m + 1)`` (Lei et al.). CV+
    (Barber et al.) takes every fold's network to the new patient and promises ``1 - 2 alpha`` in
    the worst case; here each patient has the prediction of one network, and the coverage that was
    reached is counted.

    References
    ----------
    Lei, J. et al. (2018). Distribution-free predictive inference for regression. JASA 113.
    Barber, R. F. et al. (2021). Predictive inference with the jackknife+. Ann Stat 49.
    Vovk, V. (2015). Cross-conformal predictors. Ann Math Artif Intell 74.
    """
    error = np.abs(observed - predicted)
    reach = np.empty(len(error))
    for one in folds_of(fold):
        here = fold == one
        reach[here] = -lowest_accepted(-error[~here], alpha)
    return reach


def report_intervals(
    observed: FloatArray, predicted: FloatArray, reach: FloatArray, alpha: float
) -> IntervalReport:
    """Count whose interval holds the truth, overall and by thirds of the predicted value.

    Parameters
    ----------
    observed, predicted
        In original units, shape ``(n,)``, n at least 1.
    reach
        From :func:`conformal_reach`.

    Examples
    --------
    >>> import numpy as np
    >>> truth, guess = np.array([1.0, 5.0, 9.0]), np.array([2.0, 5.0, 12.0])
    >>> found = report_intervals(truth, guess, np.full(3, 2.0), 0.4)
    >>> found.everybody.below, found.everybody.above, found.reach.value
    (1, 0, 3.0)
    """
    cuts = np.quantile(predicted, [1 / 3, 2 / 3])
    third = np.searchsorted(cuts, predicted)
    return IntervalReport(
        alpha=alpha,
        reach=_reach_of_new_patients(np.abs(observed - predicted), alpha),
        everybody=_counted(observed, predicted, reach, np.full(len(observed), fill_value=True)),
        cuts=(float(cuts[0]), float(cuts[1])),
        thirds={
            name: _counted(observed, predicted, reach, third == place)
            for place, name in enumerate(THIRDS)
        },
    )


def _counted(
    observed: FloatArray, predicted: FloatArray, reach: FloatArray, here: BoolArray
) -> IntervalCell:
    off = (observed - predicted)[here]
    below, above = int((off < -reach[here]).sum()), int((off > reach[here]).sum())
    n = len(off)
    return IntervalCell(n, below, above, wilson_share(n - below - above, n, "there is no patient"))


def _reach_of_new_patients(error: FloatArray, alpha: float) -> Estimate:
    """Reach for patients still to come, from the errors of all folds.

    Its 95 % interval has two order statistics as its ends, which needs no distribution (David and
    Nagaraja 2003, Order Statistics, section 7.1).
    """
    from scipy.special import bdtr

    n, value = len(error), -lowest_accepted(-error, alpha)
    if math.isinf(value):
        return Estimate(n=n, reason=f"not estimable ({n} patients are too few for this promise)")
    ordered = np.sort(error)
    at_most = bdtr(np.arange(n + 1), n, 1 - alpha)
    first, last = np.searchsorted(at_most, [0.025, 0.975])
    if first < 1 or last >= n:
        return Estimate(value, n=n, reason=f"{n} patients are too few for an interval of it")
    return Estimate(value, float(ordered[first - 1]), float(ordered[last]), n)
