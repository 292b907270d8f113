"""P-values of a difference from its bootstrap draws."""

from __future__ import annotations

import numpy as np

from mtl_core.arrays import FloatArray
from mtl_core.evaluation.intervals.resampling import defined_draws

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
