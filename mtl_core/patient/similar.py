"""What happened to the patients who are most like this one: counts, not a prediction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.evaluation.thresholds import wilson_interval

N_SIMILAR = 20


@dataclass(frozen=True, slots=True)
class SimilarOutcome:
    """How many of the most similar patients had an outcome.

    Attributes
    ----------
    k, n
        With the outcome, and in all; each patient counts once.
    low, high
        Wilson 95 % interval of ``k / n``; ``None`` without anybody.
    share
        Share of all other patients with a known outcome who had it.
    """

    k: int
    n: int
    low: float | None
    high: float | None
    share: float | None


def most_similar(
    distances: FloatArray, patients: IntArray, row: int, known: FloatArray, n: int = N_SIMILAR
) -> IntArray:
    """Return the nearest rows whose label is known, the nearest first, one row per patient.

    Parameters
    ----------
    distances
        Of every row to the patient, shape ``(n_rows,)``.
    patients
        Code of each row's patient, shape ``(n_rows,)``; the patient's own rows are left out.
    known
        Label of each row, NaN where unknown, shape ``(n_rows,)``.
    """
    offered = np.flatnonzero((patients != patients[row]) & ~np.isnan(known))
    order = offered[np.argsort(distances[offered], kind="stable")]
    _, first = np.unique(patients[order], return_index=True)
    return order[np.sort(first)][:n]


def similar_outcome(
    distances: FloatArray, patients: IntArray, row: int, had: FloatArray, n: int = N_SIMILAR
) -> SimilarOutcome:
    """Count an outcome among the most similar patients.

    Parameters
    ----------
    had
        1 with the outcome, 0 without, NaN where unknown, shape ``(n_rows,)``.
    """
    near = most_similar(distances, patients, row, had, n)
    others = most_similar(distances, patients, row, had, len(had))
    if not len(near):
        return SimilarOutcome(0, 0, None, None, None)
    k = int(had[near].sum())
    return SimilarOutcome(k, len(near), *wilson_interval(k, len(near)), float(had[others].mean()))
