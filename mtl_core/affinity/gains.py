"""What the tasks do for each other, measured several times over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mtl_core.arrays import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class PairwiseGains:
    """Pairwise gains of one or more measurements.

    Attributes
    ----------
    tasks
        In the order of rows and columns.
    values
        ``(n_measurements, n_tasks, n_tasks)``: at ``[r, i, j]`` what learning task ``i`` does for
        task ``j`` in measurement ``r``; positive is good, NaN where nothing could be measured.
    cosines
        ``(n_measurements, n_tasks, n_tasks)``: cosines of the gradients, -1 to 1, or ``None``.
    """

    tasks: tuple[str, ...]
    values: FloatArray
    cosines: FloatArray | None = None

    def ordered(self, tasks: Sequence[str]) -> PairwiseGains:
        """Return the same gains with the tasks in another order."""
        places = [self.tasks.index(name) for name in tasks]
        grid = np.ix_(range(len(self.values)), places, places)
        cosines = None if self.cosines is None else self.cosines[grid]
        return PairwiseGains(tuple(tasks), self.values[grid], cosines)

    def mean(self) -> PairwiseGains:
        """Average the measurements into one; NaN only where none measured anything."""
        cosines = None if self.cosines is None else nan_mean(self.cosines)[None]
        return PairwiseGains(self.tasks, nan_mean(self.values)[None], cosines)

    @classmethod
    def joined(cls, parts: Sequence[PairwiseGains]) -> PairwiseGains:
        """Put measurements of the same tasks one after another."""
        has_cosines = [part.cosines for part in parts if part.cosines is not None]
        cosines = np.concatenate(has_cosines) if len(has_cosines) == len(parts) else None
        return cls(parts[0].tasks, np.concatenate([part.values for part in parts]), cosines)


def nan_mean(values: FloatArray) -> FloatArray:
    """Mean over the first axis of what is known; NaN where nothing is."""
    known = ~np.isnan(values)
    counts = known.sum(axis=0)
    sums = np.where(known, values, 0.0).sum(axis=0)
    return np.asarray(np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0))


def standard_error(values: FloatArray) -> FloatArray:
    """Return the standard error of the mean of measurements that share training rows.

    The variance is multiplied by ``1 / k + 1 / (k - 1)`` instead of ``1 / k``, as for ``k`` folds
    whose training parts overlap (Nadeau & Bengio 2003, Machine Learning 52, 239). Infinite for a
    single measurement.

    Examples
    --------
    >>> float(standard_error(np.array([1.0, 3.0])).round(3))
    1.732
    """
    k = len(values)
    if k < 2:
        return np.full(values.shape[1:], np.inf)
    return np.asarray(values.std(axis=0, ddof=1) * np.sqrt(1 / k + 1 / (k - 1)))
