"""Bootstrap resamples of patients, the same for every arm and task; what draws say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from mtl_core.arrays import CountArray, FloatArray, IntArray
from mtl_core.schema import Estimate

NO_INTERVAL = "the interval is undefined in too many resamples"

SMALLEST_P = 1e-6
"""No p-value is given below this."""

CHUNK_COUNTS = 1_000_000
"""Counts (patients x resamples) drawn at a time: small enough for the processor's caches."""

KEPT_COUNTS = 100_000_000
"""Counts (one byte each) kept for the next task; above this they are drawn again, bit for bit."""


@dataclass(frozen=True, slots=True, eq=False)
class Resamples:
    """Resamples of patients with replacement, within strata.

    Iterating gives arrays of counts ``(n_patients, n_chunk)``, always the same ones: how often each
    patient was drawn in each resample of the chunk. All rows of a patient come and go together.

    Attributes
    ----------
    slot
        Place of each row's patient in the counts, ``(n_rows,)``.
    first, size
        First slot and number of patients of each slot's stratum, ``(n_patients,)``.
    chunk_counts, kept_counts
        Bounds of memory, in counts; they do not change the resamples.
    """

    slot: IntArray
    first: IntArray
    size: IntArray
    n_resamples: int
    seed: int
    chunk_counts: int = CHUNK_COUNTS
    kept_counts: int = KEPT_COUNTS
    _kept: list[CountArray] = field(default_factory=list)

    def __iter__(self) -> Iterator[CountArray]:
        """Chunks of counts."""
        if self._kept:
            yield from self._kept
            return
        keep = len(self.first) * self.n_resamples <= self.kept_counts
        chunks: list[CountArray] = []
        for counts in self._draw():
            if keep:
                chunks.append(counts)
            yield counts
        self._kept.extend(chunks)

    def _draw(self) -> Iterator[CountArray]:
        rng = np.random.default_rng(self.seed)
        n = len(self.first)
        width = max(8, self.chunk_counts // n)
        for start in range(0, self.n_resamples, width):
            n_chunk = min(width, self.n_resamples - start)
            # Drawn resample by resample, so that the chunk size does not change the resamples.
            drawn = (rng.random((n_chunk, n)) * self.size).astype(np.int64)
            drawn += self.first
            drawn *= n_chunk
            drawn += np.arange(n_chunk)[:, None]
            counts = np.bincount(drawn.ravel(), minlength=n * n_chunk)
            # A patient is drawn more than 255 times with probability below 1e-500.
            yield counts.astype(np.uint8).reshape(n, n_chunk)


def resample_patients(
    patients: IntArray, strata: IntArray, *, n_resamples: int, seed: int
) -> Resamples:
    """Plan resamples of patients.

    Parameters
    ----------
    patients
        Code of the patient of each row, ``(n_rows,)``.
    strata
        Stratum of each row, ``(n_rows,)``. A patient belongs to the stratum of the first of its
        rows. Every resample has as many patients of a stratum as the cohort.
    n_resamples, seed
        How many, and the seed of their own generator.
    """
    _, first_row, patient = np.unique(patients, return_index=True, return_inverse=True)
    _, stratum = np.unique(np.asarray(strata)[first_row], return_inverse=True)
    sorted_patients = np.argsort(stratum, kind="stable")
    slot_of_patient = np.empty_like(sorted_patients)
    slot_of_patient[sorted_patients] = np.arange(len(sorted_patients))
    sizes = np.bincount(stratum)
    starts = np.cumsum(sizes) - sizes
    ordered = stratum[sorted_patients]
    return Resamples(slot_of_patient[patient], starts[ordered], sizes[ordered], n_resamples, seed)


def row_weights(counts: CountArray, slots: IntArray) -> FloatArray:
    """Weights of the rows whose patients stand at ``slots``, ``(n, n_chunk)``."""
    return counts[slots].astype(np.float32)


def defined_draws(draws: FloatArray) -> FloatArray | None:
    """Leave out draws that are NaN; ``None`` when they are more than one in ten, or all."""
    defined = draws[np.isfinite(draws)]
    return None if len(defined) < 0.9 * len(draws) or not len(defined) else defined


def estimate_between(value: float, ends: tuple[float, float] | None, n: int) -> Estimate:
    """Return a number with the ends of its interval, or the reason why it has none."""
    if ends is None:
        return Estimate(value, n=n, reason=NO_INTERVAL)
    return Estimate(value, *ends, n=n)


def percentile_interval(draws: FloatArray, tail: float = 0.025) -> tuple[float, float] | None:
    """95 % percentile interval of bootstrap draws, ``(n_resamples,)``.

    Draws in which the measure is undefined (NaN) are left out; when they are more than one in ten,
    there is no interval (``None``). ``tail`` is the share of draws that is left out on either side.
    """
    defined = defined_draws(draws)
    if defined is None:
        return None
    low, high = np.quantile(defined, [tail, 1 - tail])
    return float(low), float(high)


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
