"""Did sharing help: the paired difference, its p-value, Holm's correction and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mtl_core.arrays import FloatArray
from mtl_core.evaluation.intervals import defined_draws
from mtl_core.schema import Difference, Verdict

_LEVEL = 0.05

SMALLEST_P = 1e-6
"""No p-value is given below this."""


def bootstrap_p(draws: FloatArray) -> float | None:
    """Two-sided p-value of "no difference" from bootstrap draws of the difference.

    ``2 * min(k_low, k_high) / (n + 1)``, at most 1, where ``k_low`` is one more than the number of
    draws at or below 0 and ``k_high`` one more than the number at or above 0. This inverts the
    percentile interval: p is below .05 when the 95 % interval excludes 0. The ones added keep p
    above 0, so its smallest value is ``2 / (n + 1)``.

    Draws that are NaN are left out; ``None`` when they are more than one in ten.

    References
    ----------
    Davison, A. C. and Hinkley, D. V. (1997). Bootstrap Methods and their Application, ch. 4 and 5.
    Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero. SAGMB 9.
    """
    defined = defined_draws(draws)
    if defined is None:
        return None
    n_low, n_high = int((defined <= 0).sum()), int((defined >= 0).sum())
    return min(1.0, 2.0 * (min(n_low, n_high) + 1) / (len(defined) + 1))


def tail_p(value: float, draws: FloatArray) -> float | None:
    """Two-sided p-value of "no difference" that can become as small as many comparisons need.

    That of :func:`bootstrap_p`, as long as a draw lies on the other side of
    0. Where none does, 2,000 draws only say that p is below .001; the normal distribution with the
    draws' standard deviation then says how far below, down to one in a million: what lies further
    out nobody knows from that many draws.
    """
    p = bootstrap_p(draws)
    defined = draws[np.isfinite(draws)]
    if p is None or not np.isfinite(value) or p > 2.0 / (len(defined) + 1):
        return p
    from scipy.special import ndtr

    spread = float(defined.std())
    beyond = 2 * float(ndtr(-abs(value) / spread)) if spread > 0 else p
    return min(p, max(beyond, SMALLEST_P))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down correction, in the order given.

    Examples
    --------
    >>> [round(p, 4) for p in holm([0.01, 0.02, 0.03, 0.04, 0.05])]
    [0.05, 0.08, 0.09, 0.09, 0.09]
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1.0)
    return [float(value) for value in adjusted]


def verdict(low: float, high: float, p_holm: float, margin: float) -> Verdict:
    """Say what may be said of a difference in the primary metric (higher is better).

    *Better* or *worse* when 0 is excluded after Holm's correction: ``p_holm`` is below .05 and the
    interval lies on one side of 0. This comes first, also for a difference that is clear but
    smaller than the margin: the reader sees the margin beside it. *No meaningful difference* when
    the 95 % interval, not adjusted, lies inside plus or minus ``margin``. Else *inconclusive*.
    """
    if p_holm < _LEVEL and low > 0:
        return Verdict.BETTER
    if p_holm < _LEVEL and high < 0:
        return Verdict.WORSE
    if -margin <= low and high <= margin:
        return Verdict.NO_MEANINGFUL_DIFFERENCE
    return Verdict.INCONCLUSIVE


def judge(
    differences: Sequence[Difference], p_values: Sequence[float | None], margin: float
) -> list[Difference]:
    """Add Holm-corrected p-values, margin and verdict to the primary difference of every task.

    Parameters
    ----------
    differences
        One per task, in any order.
    p_values
        Of each task; ``None`` where there is nothing to test. A task whose two arms are the same
        network, because it shares with no other task, is no hypothesis: it does not count in Holm's
        correction, and its p is 1.
    """
    tested = [k for k, p in enumerate(p_values) if p is not None and not _is_zero(differences[k])]
    adjusted = dict(zip(tested, holm([p_values[k] or 0.0 for k in tested]), strict=True))
    return [
        _judged(difference, adjusted.get(k, 1.0 if _is_zero(difference) else None), margin)
        for k, difference in enumerate(differences)
    ]


def _judged(difference: Difference, p_holm: float | None, margin: float) -> Difference:
    low, high = difference.low, difference.high
    if p_holm is None or low is None or high is None:
        return replace(difference, margin=margin, verdict=Verdict.INCONCLUSIVE)
    said = verdict(low, high, p_holm, margin)
    return replace(difference, p_holm=p_holm, margin=margin, verdict=said)


def _is_zero(difference: Difference) -> bool:
    return difference.value == difference.low == difference.high == 0.0
