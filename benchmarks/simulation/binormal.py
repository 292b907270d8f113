"""Predictions of two arms whose AUROC and calibration slope are known in closed form.

Scores are normal within each class with variance 1, and the classes lie ``sep`` apart: the AUROC is
``Phi(sep / sqrt(2))``, and the log odds of the event rise by ``sep`` per unit of the score (linear
discriminant analysis). A risk that exaggerates these log odds has the inverse as its slope.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, ndtri

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.data.splits import label_strata
from mtl_core.schema import Arm, Task, TaskKind

BOTH = (Arm.MULTI_TASK, Arm.SINGLE_TASK)
N_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Design:
    """How predictions are drawn.

    Attributes
    ----------
    prevalence
        One per task.
    auroc
        True AUROC of multi-task and of single-task, the same for all tasks.
    slope
        True calibration slope; below 1 as for networks that learned from few patients.
    between_arms, between_repeats
        Correlation, within a class, of the scores of two arms, and of two repeats of one arm.
    between_tasks
        Correlation of the patients' latent outcomes, and of the scores, of two tasks.
    rows_per_patient, within_patient
        Rows of a patient, who has one outcome, and the correlation of their scores within a class.
    """

    n_patients: int
    prevalence: tuple[float, ...] = (0.3,)
    auroc: tuple[float, float] = (0.80, 0.78)
    slope: float = 0.8
    n_repeats: int = 5
    between_arms: float = 0.8
    between_repeats: float = 0.9
    between_tasks: float = 0.3
    rows_per_patient: int = 1
    within_patient: float = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """The input of an evaluation."""

    predictions: pd.DataFrame
    tasks: tuple[Task, ...]
    patients: IntArray
    strata: IntArray


def draw(design: Design, rng: np.random.Generator) -> Drawn:
    """Draw one study."""
    outcome = _outcomes(design, rng)
    patients = np.repeat(np.arange(design.n_patients), design.rows_per_patient)
    tasks = tuple(binary_task(k) for k in range(len(design.prevalence)))
    labels = {task.name: outcome[k] for k, task in enumerate(tasks)}
    shared = _clustered(design, rng, ())
    parts = []
    for task, y, prevalence in zip(tasks, outcome, design.prevalence, strict=True):
        own = _clustered(design, rng, ())
        patient = _mixed(shared, own, design.between_tasks)
        for arm, auroc in zip(BOTH, design.auroc, strict=True):
            noise = _of_arm(design, patient, rng)
            risk = _risk(noise, y, auroc, prevalence, design.slope)
            parts.append(long_table(task, arm, y, risk))
    strata = label_strata(labels, tasks, patients)
    return Drawn(pd.concat(parts, ignore_index=True), tasks, patients, strata)


def binary_task(k: int) -> Task:
    """Return the k-th task."""
    return Task(f"task {k}", TaskKind.BINARY, ("no", "yes"))


def long_table(
    task: Task, arm: Arm, observed: FloatArray, risk: FloatArray, fold: IntArray | None = None
) -> pd.DataFrame:
    """Write predictions ``(n_repeats, n)`` as the long table; folds in turn unless given."""
    n_repeats, n = risk.shape
    in_turn = np.tile(np.arange(n) % N_FOLDS, (n_repeats, 1))
    return pd.DataFrame(
        {
            "row": np.tile(np.arange(n), n_repeats),
            "task": task.name,
            "arm": arm.value,
            "repeat": np.repeat(np.arange(n_repeats), n),
            "fold": (in_turn if fold is None else fold).ravel(),
            "class": "yes",
            "observed": np.tile(observed, n_repeats),
            "predicted": risk.ravel(),
        }
    )


def separation(auroc: float) -> float:
    """Distance of the classes, in standard deviations, that has this AUROC.

    >>> round(separation(0.76024993890652), 6)
    1.0
    """
    return math.sqrt(2) * float(ndtri(auroc))


def _outcomes(design: Design, rng: np.random.Generator) -> FloatArray:
    """0 or 1 of every row, ``(n_tasks, n_rows)``; the same for all rows of a patient."""
    n, n_tasks = design.n_patients, len(design.prevalence)
    latent = _mixed(rng.normal(size=n), rng.normal(size=(n_tasks, n)), design.between_tasks)
    sick = latent < ndtri(np.array(design.prevalence))[:, None]
    return np.repeat(sick.astype(np.float64), design.rows_per_patient, axis=1)


def _of_arm(design: Design, patient: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Scores around the mean of the class, ``(n_repeats, n_rows)``."""
    shares = (
        design.between_arms,
        design.between_repeats - design.between_arms,
        1 - design.between_repeats,
    )
    parts = (patient, _clustered(design, rng, ()), _clustered(design, rng, (design.n_repeats,)))
    return np.asarray(sum(math.sqrt(s) * part for s, part in zip(shares, parts, strict=True)))


def _clustered(design: Design, rng: np.random.Generator, shape: Sequence[int]) -> FloatArray:
    """Draw normal noise that rows of a patient have partly in common, ``(*shape, n_rows)``."""
    by_patient = rng.normal(size=(*shape, design.n_patients, 1))
    if design.rows_per_patient == 1:
        return by_patient[..., 0]
    by_row = rng.normal(size=(*shape, design.n_patients, design.rows_per_patient))
    return _mixed(by_patient, by_row, design.within_patient).reshape(*shape, -1)


def _mixed(common: FloatArray, own: FloatArray, correlation: float) -> FloatArray:
    return np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own


def _risk(
    noise: FloatArray, y: FloatArray, auroc: float, prevalence: float, slope: float
) -> FloatArray:
    distance = separation(auroc)
    log_odds = math.log(prevalence / (1 - prevalence)) + distance * (
        noise + distance * y - distance / 2
    )
    return np.asarray(expit(log_odds / slope))
