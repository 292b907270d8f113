"""The verdict, and the tests that people use instead, on the same trained learners."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy import stats

from benchmarks.simulation.binormal import N_FOLDS
from benchmarks.simulation.coverage import evaluated
from benchmarks.simulation.families import SAID
from benchmarks.simulation.rates import Rate
from benchmarks.simulation.refitted import (
    N_REPEATS,
    N_SEEDS,
    Learners,
    Trained,
    as_input,
    auroc,
    train,
)
from mtl_core.arrays import FloatArray
from mtl_core.schema import Arm, Difference, Estimate

LEVEL = 0.05
RIVALS = (
    "paired t-test over 25 fold scores",
    "t-test over 10 seeds",
    "Nadeau and Bengio's corrected t-test",
    "DeLong on one pooled vector",
    "patients alone, mean over repeats",
)
USED = "patients and spread between repeats (used here)"


@dataclass(frozen=True, slots=True)
class Found:
    """How often each test finds a difference, and how large it truly is.

    Attributes
    ----------
    true_difference
        Mean over the studies of the true difference of their trained learners, which is that of
        the learners.
    covered
        Intervals that hold a truth. Of the multi-task AUROC, and of the difference: that of the
        trained learners of the study. Of the difference also: that of the learners, which is its
        mean over all studies.
    """

    true_difference: float
    rates: dict[str, Rate]
    covered: dict[str, Rate]

    def plain(self) -> dict[str, object]:
        """Numbers to keep."""
        return {
            "true_difference": round(self.true_difference, 4),
            "found": {name: rate.plain() for name, rate in self.rates.items()},
            "covered": {name: rate.plain() for name, rate in self.covered.items()},
        }


def found_by_tests(
    learners: Learners, n_studies: int, *, n_resamples: int = 1000, seed: int = 0
) -> Found:
    """Count the studies in which each test says that the learners differ."""
    counts: Counter[str] = Counter()
    studies: list[tuple[Trained, Estimate, Difference]] = []
    for k in range(n_studies):
        trained = train(learners, np.random.default_rng([seed, k]))
        counts.update(name for name, p in p_values(trained).items() if p < LEVEL)
        (result,) = evaluated(as_input([trained]), n_resamples, k).values()
        said = result.difference["auroc"]
        counts[USED] += said.verdict in SAID
        studies.append((trained, result.arms[Arm.MULTI_TASK]["auroc"], said))
    true = float(np.mean([trained.true_difference for trained, _, _ in studies]))
    covered = {
        "auroc": [holds(auroc, trained.true_auroc[0]) for trained, auroc, _ in studies],
        "auroc difference": [holds(said, trained.true_difference) for trained, _, said in studies],
        "auroc difference of the learners": [holds(said, true) for _, _, said in studies],
    }
    return Found(
        true,
        {name: Rate(counts[name], n_studies) for name in (*RIVALS, USED)},
        {name: Rate(sum(each), n_studies) for name, each in covered.items()},
    )


def holds(found: Estimate | Difference, truth: float) -> bool:
    """Say whether an interval is there and holds the truth."""
    return found.low is not None and found.high is not None and found.low <= truth <= found.high


def p_values(trained: Trained) -> dict[str, float]:
    """Two-sided p-values of the rivals."""
    y, risk = trained.observed, trained.risk
    by_fold = np.array(
        [
            auroc(y[rows], risk[0, s, rows]) - auroc(y[rows], risk[1, s, rows])
            for s in range(N_REPEATS)
            for rows in (trained.fold[s] == fold for fold in range(N_FOLDS))
        ]
    )
    by_seed = np.array([auroc(y, risk[0, s]) - auroc(y, risk[1, s]) for s in range(N_SEEDS)])
    n = len(by_fold)
    found = (
        student_p(by_fold, 1 / n),
        student_p(by_seed, 1 / N_SEEDS),
        student_p(by_fold, 1 / n + 1 / (N_FOLDS - 1)),
        delong_p(y, risk[0, :1], risk[1, :1]),
        delong_p(y, risk[0, :N_REPEATS], risk[1, :N_REPEATS]),
    )
    return dict(zip(RIVALS, found, strict=True))


def student_p(differences: FloatArray, share: float) -> float:
    """p-value of a mean of 0 whose variance is ``share`` times that of the differences."""
    error = math.sqrt(share * float(differences.var(ddof=1)))
    return float(2 * stats.t.sf(abs(differences.mean()) / error, len(differences) - 1))


def delong_p(observed: FloatArray, first: FloatArray, second: FloatArray) -> float:
    """p-value of two correlated areas under the ROC curve being equal (DeLong 1988).

    Scores are ``(n_repeats, n)``; an area is the mean over repeats, and so is what each patient
    adds to it. Wins are counted by mid-ranks (Sun and Xu 2014).
    """
    events = observed > 0.5
    parts = []
    for scores in (first, second):
        ranks = stats.rankdata(scores, axis=1)
        above = ranks[:, events] - stats.rankdata(scores[:, events], axis=1)
        below = ranks[:, ~events] - stats.rankdata(scores[:, ~events], axis=1)
        n_events, n_others = above.shape[1], below.shape[1]
        parts.append((above.mean(axis=0) / n_others, 1 - below.mean(axis=0) / n_events))
    of_events, of_others = (one - other for one, other in zip(*parts, strict=True))
    variance = of_events.var(ddof=1) / len(of_events) + of_others.var(ddof=1) / len(of_others)
    return float(2 * stats.norm.sf(abs(of_events.mean()) / math.sqrt(variance)))
