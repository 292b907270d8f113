"""The expected gain of groupings that were chosen without the rows they are scored on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import torch

from mtl_core.affinity.thorough import (
    base_losses,
    labels_of_group,
    loss_of_predictions,
    predict_rows,
)
from mtl_core.arrays import FloatArray, IntArray
from mtl_core.schema import TaskGrouping
from mtl_core.schema.answers import ExpectedGain
from mtl_core.training import Check, Job, Replica, train_stack

N_RESAMPLES = 1_000
_BLOCK = 50


def losses_of_groupings(
    job: Job,
    groupings: Sequence[Sequence[TaskGrouping]],
    *,
    on_fraction: Callable[[float], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    n_threads: int = 1,
) -> tuple[tuple[FloatArray, ...], ...]:
    """Train groupings, one per fold, and measure their losses on the folds' ``test`` rows.

    Parameters
    ----------
    job
        Its replicas are not read.
    groupings
        Several candidates; each has a grouping for every fold. A network that two of them need is
        trained once.

    Returns
    -------
    By candidate and fold, ``(n_test, n_tasks)`` in the order of the layout: each row's loss as a
    share of the base rate's mean loss in its fold, NaN without a label.
    """
    replicas = sorted(
        {
            Replica(group, split, member)
            for candidate in groupings
            for split, grouping in enumerate(candidate)
            for group in grouping.groups
            for member in range(job.spec.n_members)
        }
    )

    def tell(check: Check) -> None:
        on_fraction(check.step / check.n_steps)

    trained = train_stack(
        dataclasses.replace(job, replicas=tuple(replicas)),
        on_check=tell,
        should_stop=should_stop,
        n_threads=n_threads,
    )
    results = [
        tuple(np.full((len(fold.test), job.layout.n_tasks), np.nan) for fold in job.folds)
        for _ in groupings
    ]
    base = [base_losses(fold, job.layout) for fold in job.folds]
    for group in trained:
        names = group.replicas[0].tasks
        columns = [job.layout.index(task.name) for task in group.layout.tasks]
        for split in sorted({replica.split for replica in group.replicas}):
            fold = labels_of_group(job.folds[split], job.layout, group.layout)
            places = [i for i, replica in enumerate(group.replicas) if replica.split == split]
            predicted = predict_rows(group, places, fold.features[fold.test], job.design)
            losses = loss_of_predictions(predicted, fold.labels[fold.test], group.layout).double()
            losses[fold.known[fold.test] == 0] = torch.nan
            relative = losses.numpy() / base[split][columns]
            for result, candidate in zip(results, groupings, strict=True):
                if names in candidate[split].groups:
                    result[split][:, columns] = relative
    return tuple(results)


def expected_gain(
    suggested: FloatArray, reference: FloatArray, patients: IntArray, *, seed: int
) -> ExpectedGain:
    """Compare two sets of out-of-fold losses, with an interval over patients.

    Parameters
    ----------
    suggested, reference
        ``(n_rows, n_tasks)``, as from :func:`losses_of_groupings`.
    patients
        Code of each row's patient, ``(n_rows,)``: patients are resampled, not rows.

    Returns
    -------
    Mean over tasks of the loss of ``reference`` less that of ``suggested``, as a share of the base
    rate's loss, with the percentile interval of 1,000 bootstrap samples. The interval is about
    these patients: it does not hold the chance of another training run.
    """
    known = ~np.isnan(reference)
    differences = np.where(known, reference - suggested, 0.0)
    n_patients = int(patients.max()) + 1
    sums = np.zeros((n_patients, reference.shape[1]))
    counts = np.zeros_like(sums)
    np.add.at(sums, patients, differences)
    np.add.at(counts, patients, known)
    rng = np.random.default_rng(seed)
    means = []
    for start in range(0, N_RESAMPLES, _BLOCK):
        n_drawn = min(_BLOCK, N_RESAMPLES - start)
        weights = rng.multinomial(n_patients, np.full(n_patients, 1 / n_patients), size=n_drawn)
        drawn = weights @ counts
        ratios = np.divide(weights @ sums, drawn, out=np.zeros_like(drawn), where=drawn > 0)
        means.append(ratios.mean(axis=1))
    total = counts.sum(axis=0)
    ratios = np.divide(sums.sum(axis=0), total, out=np.zeros_like(total), where=total > 0)
    low, high = np.quantile(np.concatenate(means), [0.025, 0.975])
    return ExpectedGain(value=float(ratios.mean()), low=float(low), high=float(high))
