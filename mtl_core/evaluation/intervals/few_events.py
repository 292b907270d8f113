"""Intervals and p-values of rank measures that hold with few events.

A percentile interval of an area under the ROC curve is too short where one class has few patients.
Draws with replacement from ``m`` patients vary by ``(m - 1) / m`` too little, and the percentiles
are those of a normal distribution where Student's would be right: both are mended by a longer
*reach* (Hesterberg). Near 1 the area is skewed too, so its interval is taken on the logit scale
(Pepe). A difference of two areas is not skewed like that: its percentiles are moved outward by the
same reach. With thousands of events nothing changes.

How far this brings the intervals, and how far the percentiles alone were off, is measured in
``benchmarks/results/coverage.json``.

References
----------
Hesterberg, T. C. (2015). What teachers should know about the bootstrap. The American Statistician
69, 371-386 (the expanded percentile interval).
Pepe, M. S. (2003). The Statistical Evaluation of Medical Tests for Classification and
Prediction. Oxford.
Qin, G. and Hotilovac, L. (2008). Comparison of non-parametric confidence intervals for the area
under the ROC curve of a continuous-scale diagnostic test. Stat Methods Med Res 17, 207-221.
"""

from __future__ import annotations

import math

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.evaluation.intervals.resampling import defined_draws, percentile_interval
from mtl_core.limits import SMALLEST_RISK

RANKED = frozenset({"auroc", "macro_auroc", "ordinal_auroc"})
"""Measures that compare patients of one class with those of another."""

MANY = 1e9
"""Degrees of freedom with which Student's distribution is the normal one."""


def fewest_patients(observed: FloatArray, patients: IntArray) -> int:
    """Count the patients of the rarest class, at least 2.

    Parameters
    ----------
    observed
        0 or 1, or class indicators, ``(n, n_outputs)``.
    patients
        Code of each row's patient, ``(n,)``.

    Examples
    --------
    >>> fewest_patients(np.array([[1.0], [1.0], [1.0], [0.0], [0.0]]), np.array([4, 4, 5, 6, 7]))
    2
    """
    classes = observed if observed.shape[1] > 1 else np.hstack([observed, 1 - observed])
    return max(2, min(len(np.unique(patients[of_class > 0.5])) for of_class in classes.T))


def reach(n_fewest: int) -> float:
    """Half the length of a 95 % interval in bootstrap standard errors; 1.96 with many patients.

    Examples
    --------
    >>> [round(reach(m), 3) for m in (10, 30, 1_000_000)]
    [2.385, 2.08, 1.96]
    """
    from scipy.special import stdtrit

    return math.sqrt(n_fewest / (n_fewest - 1)) * float(stdtrit(n_fewest - 1, 0.975))


def freedom(name: str, n_fewest: int) -> float:
    """Degrees of freedom of the bootstrap variance of a measure."""
    return n_fewest - 1 if name in RANKED else MANY


def interval_of(
    name: str, value: float, draws: FloatArray, n_fewest: int
) -> tuple[float, float] | None:
    """95 % interval of a measure of one arm; ``None`` where too many draws are undefined.

    An area under the ROC curve on the logit scale, every other measure by percentiles.

    Parameters
    ----------
    name
        Key of the measure.
    draws
        ``(n_resamples,)``.
    n_fewest
        From :func:`fewest_patients`.
    """
    known = defined_draws(draws)
    slope = value * (1 - value)
    if name not in RANKED or known is None or slope <= 0:
        return percentile_interval(draws)
    half = reach(n_fewest) * float(known.std()) / slope
    middle = log_odds_of(value)
    return area_of(middle - half), area_of(middle + half)


def interval_of_difference(
    name: str, draws: FloatArray, n_fewest: int
) -> tuple[float, float] | None:
    """95 % interval of the difference of two arms, or two groups, from draws of it.

    Examples
    --------
    >>> draws = np.arange(2001.0)
    >>> interval_of_difference("brier", draws, 15)
    (50.0, 1950.0)
    >>> [round(end) for end in interval_of_difference("auroc", draws, 15)]
    [26, 1974]
    """
    from scipy.special import ndtr

    if name not in RANKED:
        return percentile_interval(draws)
    return percentile_interval(draws, tail=float(ndtr(-reach(n_fewest))))


def p_of_difference(name: str, p: float | None, n_fewest: int) -> float | None:
    """Carry the p-value of bootstrap draws over from the normal distribution to Student's.

    So it is below .05 when, and only when, :func:`interval_of_difference` excludes 0. The p-value
    of a measure that is no rank measure stays as it is.

    Examples
    --------
    >>> [round(p_of_difference("auroc", p, 15), 4) for p in (1.0, 0.05, 0.001)]
    [1.0, 0.0791, 0.0067]
    """
    from scipy.special import ndtri, stdtr

    if p is None or name not in RANKED:
        return p
    errors = -float(ndtri(p / 2)) / math.sqrt(n_fewest / (n_fewest - 1))
    return 2 * float(stdtr(n_fewest - 1, -errors))


def log_odds_of(area: float) -> float:
    """Log odds of an area, which rounding may have taken to 0 or 1."""
    inside = min(max(area, SMALLEST_RISK), 1 - SMALLEST_RISK)
    return math.log(inside / (1 - inside))


_LOWEST_LOG_ODDS = -700.0  # below it the exponential is more than a float can hold


def area_of(log_odds: float) -> float:
    """Area of a log odds."""
    return 1 / (1 + math.exp(-log_odds)) if log_odds > _LOWEST_LOG_ODDS else 0.0
