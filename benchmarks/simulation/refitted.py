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

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy import stats
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
from mtl_core.data.splits import label_strata

N_SEEDS = 10
N_REPEATS = 5
_RIDGE = 10.0


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

    @property
    def effects(self) -> FloatArray:
        """Log odds ratio of every feature."""
        return np.repeat(
            [self.shared, self.own, self.other], [self.n_shared, self.n_own, self.n_own]
        )


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """One study.

    Attributes
    ----------
    risk
        Out-of-fold risks, ``(2, N_SEEDS, n)``.
    fold
        ``(N_SEEDS, n)``.
    true_auroc
        Of these trained learners in the population, the mean over folds and the first five repeats;
        of both arms.
    """

    observed: FloatArray
    risk: FloatArray
    fold: IntArray
    true_auroc: tuple[float, float]

    @property
    def true_difference(self) -> float:
        """Multi-task minus single-task."""
        return self.true_auroc[0] - self.true_auroc[1]


def as_input(family: Sequence[Trained]) -> Drawn:
    """Return the first five repeats of every task as the input of an evaluation."""
    tasks = tuple(binary_task(k) for k in range(len(family)))
    patients = np.arange(len(family[0].observed))
    tables = [
        long_table(task, arm, one.observed, risk[:N_REPEATS], one.fold[:N_REPEATS])
        for task, one in zip(tasks, family, strict=True)
        for arm, risk in zip(ARMS, one.risk, strict=True)
    ]
    labels = {task.name: one.observed for task, one in zip(tasks, family, strict=True)}
    strata = label_strata(labels, tasks, patients)
    return Drawn(pd.concat(tables, ignore_index=True), tasks, patients, strata)


def train(learners: Learners, rng: np.random.Generator) -> Trained:
    """Draw a cohort, and train both learners in every fold with ten seeds."""
    features, observed = _cohort(learners, learners.n_patients, rng)
    fold = np.stack([rng.permutation(learners.n_patients) % N_FOLDS for _ in range(N_SEEDS)])
    risk, reached = [], []
    for columns in _columns(learners):
        weights = np.stack([_fit(features[:, columns], observed, each, rng) for each in fold])
        scores = np.einsum("np,skp->skn", _with_one(features[:, columns]), weights)
        own = np.take_along_axis(scores, fold[:, None], axis=1)[:, 0]
        risk.append(expit(4 * (own - observed.mean())))
        reached.append(true_auroc(learners, columns, weights[:N_REPEATS]))
    return Trained(observed, np.stack(risk), fold, (reached[0], reached[1]))


def true_auroc(learners: Learners, columns: IntArray, weights: FloatArray) -> float:
    """Mean AUROC in the population of linear scores; the last weight, the intercept, plays no part.

    Features are independent and standard normal, so a score tells of an outcome by nothing but its
    correlation with the true log odds.
    """
    effects = learners.effects
    slopes = weights[..., :-1]
    length = np.maximum(np.linalg.norm(slopes, axis=-1) * np.linalg.norm(effects), 1e-12)
    reached, correlation = _auroc_by_correlation(learners)
    return float(np.interp(slopes @ effects[columns] / length, correlation, reached).mean())


@lru_cache
def _auroc_by_correlation(learners: Learners) -> tuple[FloatArray, FloatArray]:
    """AUROC of a standard normal score at correlations of -1 to 1 with the true log odds."""
    correlation = np.linspace(-1, 1, 101)
    score = np.linspace(-7, 7, 701)
    nodes, shares = np.polynomial.hermite_e.hermegauss(40)
    spread = float(np.linalg.norm(learners.effects))
    found = []
    for each in correlation:
        rest = math.sqrt(max(1 - each**2, 0.0)) * nodes
        risk = expit(learners.intercept + spread * (each * score[:, None] + rest)) @ shares
        events = risk / shares.sum() * stats.norm.pdf(score)
        others = stats.norm.pdf(score) - events
        below = others.cumsum() - others / 2
        found.append((events * below).sum() / (events.sum() * others.sum()))
    return np.array(found), correlation


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
    sick = rng.random(n) < expit(learners.intercept + features @ learners.effects)
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
