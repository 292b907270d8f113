"""Two learners trained in every fold, equally good by construction or not.

Both arms see the features that they share and some of their own. In a study without a difference
the own features of both matter alike, so the arms are exchangeable and neither is better, exactly.
The learner is ridge regression on 0 and 1, which is linear discrimination and closed form. Every
fit leaves out a random fifth of its training rows, as a network keeps rows to know when to stop:
this is what a seed changes beside the folds.

There are two truths. Which *learner* is better is a question about all cohorts that it might have
been trained on. Which of *these trained learners* is better is a question about new patients only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from benchmarks.simulation.binormal import BOTH as ARMS
from benchmarks.simulation.binormal import (
    N_FOLDS,
    Drawn,
    FloatArray,
    IntArray,
    binary_task,
    long_table,
)
from mtl_core.data import label_strata

N_SEEDS = 10
N_REPEATS = 5
_RIDGE = 10.0
_N_FRESH = 4000


@dataclass(frozen=True, slots=True)
class Learners:
    """A population, and what the two learners see of it.

    Attributes
    ----------
    n_shared, n_own
        Features that both see, and that each sees alone.
    shared, own, other
        Log odds ratio per standard deviation of a shared feature, of one that multi-task sees
        alone, and of one that single-task sees alone.
    intercept
        Log odds of a patient whose features are all 0.
    """

    n_patients: int = 300
    n_shared: int = 8
    n_own: int = 6
    shared: float = 0.3
    own: float = 0.25
    other: float = 0.25
    intercept: float = -1.0


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """One study.

    Attributes
    ----------
    risk
        Out-of-fold risks, ``(2, N_SEEDS, n)``.
    fold
        ``(N_SEEDS, n)``.
    true_difference
        Of the AUROC of these trained learners, the mean over folds and the first five repeats, on
        patients that nobody saw.
    """

    observed: FloatArray
    risk: FloatArray
    fold: IntArray
    true_difference: float

    def drawn(self) -> Drawn:
        """Return the first five repeats as the input of an evaluation."""
        task, n = binary_task(0), len(self.observed)
        tables = [
            long_table(task, arm, self.observed, risk[:N_REPEATS], self.fold[:N_REPEATS])
            for arm, risk in zip(ARMS, self.risk, strict=True)
        ]
        patients = np.arange(n)
        strata = label_strata({task.name: self.observed}, [task], patients)
        return Drawn(pd.concat(tables, ignore_index=True), (task,), patients, strata)


def train(learners: Learners, rng: np.random.Generator) -> Trained:
    """Draw a cohort, and train both learners in every fold with ten seeds."""
    features, observed = _cohort(learners, learners.n_patients, rng)
    fresh, fresh_observed = _cohort(learners, _N_FRESH, rng)
    fold = np.stack([rng.permutation(learners.n_patients) % N_FOLDS for _ in range(N_SEEDS)])
    risk, reached = [], []
    for columns in _columns(learners):
        weights = np.stack([_fit(features[:, columns], observed, each, rng) for each in fold])
        scores = np.einsum("np,skp->skn", _with_one(features[:, columns]), weights)
        own = np.take_along_axis(scores, fold[:, None], axis=1)[:, 0]
        risk.append(expit(4 * (own - observed.mean())))
        new = weights[:N_REPEATS].reshape(-1, weights.shape[2]) @ _with_one(fresh[:, columns]).T
        reached.append(np.mean([auroc(fresh_observed, each) for each in new]))
    return Trained(observed, np.stack(risk), fold, float(reached[0] - reached[1]))


def auroc(observed: FloatArray, score: FloatArray) -> float:
    """Area under the ROC curve of scores without ties."""
    order = np.argsort(score)
    rank = np.empty(len(score))
    rank[order] = np.arange(1, len(score) + 1)
    events = observed > 0.5
    n_events = int(events.sum())
    n_pairs = n_events * (len(score) - n_events)
    return float((rank[events].sum() - n_events * (n_events + 1) / 2) / n_pairs)


def _cohort(learners: Learners, n: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    features = rng.normal(size=(n, learners.n_shared + 2 * learners.n_own))
    effects = np.repeat(
        [learners.shared, learners.own, learners.other],
        [learners.n_shared, learners.n_own, learners.n_own],
    )
    sick = rng.random(n) < expit(learners.intercept + features @ effects)
    return features, sick.astype(np.float64)


def _columns(learners: Learners) -> tuple[IntArray, IntArray]:
    shared = np.arange(learners.n_shared)
    own = learners.n_shared + np.arange(learners.n_own)
    return np.concatenate([shared, own]), np.concatenate([shared, own + learners.n_own])


def _with_one(features: FloatArray) -> FloatArray:
    return np.hstack([features, np.ones((len(features), 1))])


def _fit(
    features: FloatArray, observed: FloatArray, fold: IntArray, rng: np.random.Generator
) -> FloatArray:
    """Fit a learner per fold on four fifths of the rows outside it, ``(N_FOLDS, n + 1)``."""
    x = _with_one(features)
    used = (fold != np.arange(N_FOLDS)[:, None]) & (rng.random((N_FOLDS, len(fold))) < 0.8)
    weighted = used[:, :, None] * x
    penalty = np.diag(np.append(np.full(features.shape[1], _RIDGE), 0.0))
    gram = np.einsum("knp,nq->kpq", weighted, x, optimize=True) + penalty
    target = np.einsum("knp,n->kp", weighted, observed)
    return np.linalg.solve(gram, target[:, :, None])[:, :, 0]
