"""Is there anybody like this patient? A warning for values that no patient of the cohort has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtl_core.arrays import BoolArray, FloatArray, IntArray
from mtl_core.patient.space import PatientSpace

N_NEAREST = 5
MOST_ROWS, N_REFERENCE = 4000, 400


@dataclass(frozen=True, slots=True)
class Typicality:
    """How far a patient is from the nearest others, and how far patients of the cohort are.

    Attributes
    ----------
    distance
        Mean distance to the five nearest other patients.
    limit
        99th percentile of this distance over patients of the cohort.
    share
        Share of these patients who are nearer to others than this one.
    """

    distance: float
    limit: float
    share: float

    @property
    def unusual(self) -> bool:
        """Whether hardly anybody of the cohort is so far from everybody else."""
        return self.distance > self.limit


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """Patients of the cohort, against whom it is judged whether a patient is out of the ordinary.

    Attributes
    ----------
    rows
        At most 4,000 rows, drawn by a fixed seed.
    distances
        Of some of them, ascending: mean distance to the five nearest other patients.
    """

    rows: IntArray
    distances: FloatArray


def gather_crowd(space: PatientSpace, placed: FloatArray, patients: IntArray) -> Crowd:
    """Draw the crowd of a cohort; ``placed`` is ``(n_rows, n_features)``."""
    order = np.random.default_rng(0).permutation(len(placed))
    rows = np.sort(order[:MOST_ROWS])
    own = [
        _lonely(space, placed[row], placed[rows[patients[rows] != patients[row]]])
        for row in order[:N_REFERENCE]
    ]
    return Crowd(rows, np.sort(np.array(own)))


def typicality(
    space: PatientSpace, one: FloatArray, placed: FloatArray, crowd: Crowd, others: BoolArray
) -> Typicality:
    """Judge a placed patient ``(M,)``.

    Parameters
    ----------
    others
        Whether each row belongs to another patient, shape ``(n_rows,)``.
    """
    distance = _lonely(space, one, placed[crowd.rows[others[crowd.rows]]])
    share = float(np.searchsorted(crowd.distances, distance) / max(len(crowd.distances), 1))
    return Typicality(distance, float(np.quantile(crowd.distances, 0.99)), share)


def _lonely(space: PatientSpace, one: FloatArray, others: FloatArray) -> float:
    nearest = np.sort(space.distances(one, others))[:N_NEAREST]
    return float(nearest.mean()) if len(nearest) else 0.0
