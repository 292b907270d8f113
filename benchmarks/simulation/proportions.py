"""Coverage of the Wilson interval, counted over all outcomes instead of simulated."""

from __future__ import annotations

import numpy as np
from scipy import stats

from mtl_core.evaluation.thresholds import wilson_interval

SHARES = np.linspace(0.05, 0.95, 181)


def wilson_coverage(n: int) -> dict[str, float]:
    """Mean and smallest coverage in percent over true shares of .05 to .95.

    >>> wilson_coverage(20)["mean"]
    95.1
    """
    ends = np.array([wilson_interval(k, n) for k in range(n + 1)])
    chance = stats.binom.pmf(np.arange(n + 1), n, SHARES[:, None])
    holds = (ends[:, 0] <= SHARES[:, None]) & (SHARES[:, None] <= ends[:, 1])
    covered = (chance * holds).sum(axis=1)
    return {
        "n": n,
        "mean": round(100 * float(covered.mean()), 1),
        "smallest": round(100 * float(covered.min()), 1),
    }
