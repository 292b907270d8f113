"""A suggestion has to prove itself before it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mtl_core.affinity import losses_of_groupings, standard_error
from mtl_core.arrays import FloatArray
from mtl_core.schema import TaskGrouping
from mtl_core.training import Job


@dataclass(frozen=True, slots=True)
class Candidates:
    """Groupings that pairwise gains propose.

    Attributes
    ----------
    tasks
        In the order of the study.
    by_fold
        One per fold of the study.
    overall
        What all folds together propose.
    """

    tasks: tuple[str, ...]
    by_fold: tuple[TaskGrouping, ...]
    overall: TaskGrouping


def verified(
    job: Job,
    proposed: Candidates,
    *,
    on_fraction: Callable[[float], None],
    should_stop: Callable[[], bool],
    n_threads: int,
) -> Candidates:
    """Keep the proposals that beat all tasks together when both are really trained.

    Pairs are a guess at groups: they count a task that helps nobody as a burden, although a wide
    encoder hardly notices it. So each proposal is trained on the inner folds and measured on their
    held-out rows; unless it is better than one group of all by more than a standard error, that one
    group takes its place.

    Parameters
    ----------
    job
        Its folds are the inner folds, equally many for every fold of the study, in that order.
    """
    n_folds = len(proposed.by_fold)
    n_inner = len(job.folds) // n_folds
    together = TaskGrouping.coarsest(proposed.tasks)
    own = [grouping for grouping in proposed.by_fold for _ in range(n_inner)]
    losses = losses_of_groupings(
        job,
        [own, [proposed.overall] * len(own), [together] * len(own)],
        on_fraction=on_fraction,
        should_stop=should_stop,
        n_threads=n_threads,
    )
    means = [np.array([_mean(fold) for fold in one]).reshape(n_folds, n_inner) for one in losses]
    by_fold = tuple(
        grouping if _better(gain) else together
        for grouping, gain in zip(proposed.by_fold, means[2] - means[0], strict=True)
    )
    overall_better = _better((means[2] - means[1]).mean(axis=1))
    overall = proposed.overall if overall_better else together
    return Candidates(proposed.tasks, by_fold, overall)


def _mean(losses: FloatArray) -> float:
    """Mean over tasks of the mean over labelled rows."""
    known = ~np.isnan(losses)
    counts = known.sum(axis=0)
    sums = np.where(known, losses, 0.0).sum(axis=0)
    return float((sums[counts > 0] / counts[counts > 0]).mean())


def _better(gains: FloatArray) -> bool:
    return bool(gains.mean() > standard_error(gains))
