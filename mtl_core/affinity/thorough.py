"""The measured gain of training each pair of tasks together (Standley 2020, arXiv 1905.07553)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
import torch
from torch import Tensor

from mtl_core.affinity.gains import PairwiseGains
from mtl_core.arrays import FloatArray
from mtl_core.models import build, forward_stacked
from mtl_core.objectives import activate, masked_means, row_losses
from mtl_core.schema import OutputLayout, SharingDesign, TaskKind
from mtl_core.training import Check, FoldData, Job, TrainedGroup, plan_replicas, select, train_stack

_SMALLEST_RISK = 1e-6


def thorough_affinity(
    job: Job,
    *,
    on_fraction: Callable[[float], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    n_threads: int = 1,
) -> PairwiseGains:
    """Train every task alone and every pair together, and measure what the pair gains.

    At ``[i, j]``: the loss of task ``j`` alone less its loss when trained with ``i``, as a share of
    the loss of predicting the base rate. Measured on ``fold.test`` rows, which neither train nor
    stop a network: were it the rows on which networks stop, a task alone would have the advantage
    of stopping where it suits that one task.

    Parameters
    ----------
    job
        Its replicas are not read. ``fold.test`` are rows that may choose a grouping: never the
        test rows of the study.

    Returns
    -------
    One measurement per fold and member; the diagonal is zero, as a task alone gains nothing.
    """
    names = tuple(task.name for task in job.layout.tasks)
    groups = [*((name,) for name in names), *combinations(names, 2)]
    replicas = plan_replicas(groups, len(job.folds), job.spec.n_members)

    def tell(check: Check) -> None:
        on_fraction(check.step / check.n_steps)

    trained = train_stack(
        dataclasses.replace(job, replicas=replicas),
        on_check=tell,
        should_stop=should_stop,
        n_threads=n_threads,
    )
    base = np.stack([base_losses(fold, job.layout) for fold in job.folds])
    base = np.repeat(base, job.spec.n_members, axis=0)
    alone: dict[str, FloatArray] = {}
    values = np.zeros((len(base), len(names), len(names)))
    for group in trained:
        losses = _held_out_losses(job, group)
        tasks = [task.name for task in group.layout.tasks]
        if len(tasks) == 1:
            alone[tasks[0]] = losses[:, 0]
            continue
        for place, other in ((0, 1), (1, 0)):
            i, j = names.index(tasks[other]), names.index(tasks[place])
            values[:, i, j] = (alone[tasks[place]] - losses[:, place]) / base[:, j]
    return PairwiseGains(names, values)


def base_losses(fold: FoldData, layout: OutputLayout) -> FloatArray:
    """Loss on ``fold.test`` of predicting the training rows' base rate, ``(n_tasks,)``.

    NaN where a task has no label among the rows.
    """
    known = fold.known[fold.train].double()
    outputs = torch.zeros(1, layout.width)
    for place, task in enumerate(layout.tasks):
        labels = fold.labels[fold.train][:, place][known[:, place] > 0]
        if task.kind is TaskKind.REGRESSION:
            outputs[:, layout.columns(task.name)] = labels.mean().nan_to_num()
        else:
            n_classes = max(len(task.classes), 2)
            shares = torch.bincount(labels.long(), minlength=n_classes) + 0.5
            shares = shares / shares.sum()
            risks = shares[1:] if task.kind is TaskKind.BINARY else shares
            outputs[:, layout.columns(task.name)] = risks
    return held_out_means(outputs.expand(len(fold.test), -1), fold, layout)


def held_out_means(predicted: Tensor, fold: FoldData, layout: OutputLayout) -> FloatArray:
    """Mean losses of predictions of ``fold.test`` rows by task; NaN without labels."""
    known = fold.known[fold.test]
    losses = loss_of_predictions(predicted, fold.labels[fold.test], layout)
    means = torch.where(known.sum(dim=0) > 0, masked_means(losses, known), torch.nan)
    return np.asarray(means.double().numpy())


def loss_of_predictions(predicted: Tensor, labels: Tensor, layout: OutputLayout) -> Tensor:
    """Loss of every row on every task, from risks and standardised values.

    Parameters
    ----------
    predicted
        ``(n_rows, layout.width)``, as :func:`~mtl_core.objectives.activate` gives them.
    """
    outputs = predicted.clone()
    for task in layout.tasks:
        columns = layout.columns(task.name)
        risks = predicted[:, columns].clamp(_SMALLEST_RISK, 1 - _SMALLEST_RISK)
        if task.kind is TaskKind.BINARY:
            outputs[:, columns] = risks.logit()
        elif task.kind.per_class:
            outputs[:, columns] = risks.log()
    return row_losses(outputs, labels, layout)


def predict_rows(
    group: TrainedGroup, places: Sequence[int], features: Tensor, design: SharingDesign
) -> Tensor:
    """Average the predictions of some networks of a group, ``(n_rows, layout.width)``."""
    skeleton = build(design, features.shape[1], group.layout).to("meta")
    weights = select(group.weights, places)
    with torch.no_grad():
        rows = features.unsqueeze(0).expand(len(places), -1, -1)
        outputs = forward_stacked(skeleton, weights, rows, training=False)
        return activate(outputs, group.layout).mean(dim=0)


def labels_of_group(fold: FoldData, layout: OutputLayout, group: OutputLayout) -> FoldData:
    """Return a fold that knows only the tasks of a group."""
    columns = torch.tensor([layout.index(task.name) for task in group.tasks])
    return dataclasses.replace(fold, labels=fold.labels[:, columns], known=fold.known[:, columns])


def _held_out_losses(job: Job, group: TrainedGroup) -> FloatArray:
    """Losses on ``fold.test`` of every network of a group, ``(n_networks, n_tasks)``."""
    own = [labels_of_group(fold, job.layout, group.layout) for fold in job.folds]
    rows = []
    for place, replica in enumerate(group.replicas):
        fold = own[replica.split]
        predicted = predict_rows(group, [place], fold.features[fold.test], job.design)
        rows.append(held_out_means(predicted, fold, group.layout))
    return np.stack(rows)
