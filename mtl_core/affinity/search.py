"""From pairwise gains to the best partition, with a band for noise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from mtl_core.affinity.gains import standard_error
from mtl_core.affinity.partitions import Partition, all_partitions, merged, neighbours
from mtl_core.arrays import FloatArray

EXHAUSTIVE_TASKS = 8
"""Up to so many tasks every partition is looked at: 4,140 for eight."""

BEAM = 24
"""Partitions that the search above that goes on with."""

BAND = 3.0
"""Standard errors within which a partition is as good as the best one.

Breiman's rule (1984) has one; the best of thousands of partitions owes more to luck than that.
"""


@dataclass(frozen=True, slots=True)
class ChosenPartition:
    """The partition that pairwise gains suggest.

    Attributes
    ----------
    score
        Mean gain per task in this partition; a task alone gains nothing.
    clear
        Whether the best partition is better than all together beyond the error band.
    n_looked_at
        Partitions that were compared.
    """

    partition: Partition
    score: float
    clear: bool
    n_looked_at: int


class Scores:
    """Mean gain per task of partitions, measurement by measurement.

    A task's gain in a group is the mean of what each other member does for it (Fifty 2021); a task
    alone gains nothing. What could not be measured counts as nothing.
    """

    def __init__(self, gains: FloatArray) -> None:
        self._gains = np.nan_to_num(gains)
        self._groups: dict[tuple[int, ...], FloatArray] = {}
        self._seen: dict[Partition, FloatArray] = {}

    @property
    def seen(self) -> dict[Partition, FloatArray]:
        """All partitions scored so far, with one score per measurement."""
        return self._seen

    def of(self, partition: Partition) -> FloatArray:
        """Score a partition, ``(n_measurements,)``."""
        if partition not in self._seen:
            total = sum((self._group(group) for group in partition), np.zeros(len(self._gains)))
            self._seen[partition] = total / self._gains.shape[1]
        return self._seen[partition]

    def _group(self, group: tuple[int, ...]) -> FloatArray:
        if group not in self._groups:
            block = self._gains[:, group][:, :, group]
            own = np.trace(block, axis1=1, axis2=2)
            others = max(len(group) - 1, 1)
            self._groups[group] = (block.sum(axis=(1, 2)) - own) / others
        return self._groups[group]


def best_partition(gains: FloatArray, *, band: float = BAND) -> ChosenPartition:
    """Return the coarsest partition that noise cannot tell from the best one.

    Parameters
    ----------
    gains
        ``(n_measurements, n_tasks, n_tasks)``: at ``[r, i, j]`` what task ``i`` does for task
        ``j``; the diagonal is not read.
    band
        Standard errors of the difference to the best partition that count as noise. Of the
        partitions inside that band those with the fewest groups are taken, and of these the best:
        noise alone neither splits nor picks. With one measurement nothing is inside but equals.
    """
    n_tasks = gains.shape[1]
    scores = Scores(gains)
    if n_tasks <= EXHAUSTIVE_TASKS:
        for partition in all_partitions(n_tasks):
            scores.of(partition)
    else:
        _search(scores, n_tasks)
    partitions = list(scores.seen)
    table = np.stack([scores.seen[partition] for partition in partitions])
    means = table.mean(axis=1)
    top = int(means.argmax())
    behind = table[top] - table
    noise = _noise(gains, partitions, behind, top)
    tiny = 1e-12 * max(1.0, float(np.abs(means).max()))
    inside = np.flatnonzero(behind.mean(axis=1) <= band * noise + tiny)
    chosen = min(inside, key=lambda place: (len(partitions[place]), -means[place]))
    return ChosenPartition(
        partition=partitions[chosen],
        score=float(means[chosen]),
        clear=len(partitions[chosen]) > 1,
        n_looked_at=len(partitions),
    )


def _noise(
    gains: FloatArray, partitions: Sequence[Partition], behind: FloatArray, top: int
) -> FloatArray:
    """Return the standard error of every partition's distance to the best, ``(n_partitions,)``.

    The larger of two: that of the distances as measured, and that which the errors of the single
    gains give. Of thousands of distances, measured a few times each, some hardly vary by chance.
    """
    if len(gains) < 2:
        return np.zeros(len(partitions))
    error = standard_error(np.nan_to_num(gains)).ravel()
    weights = np.stack([_weights(partition, gains.shape[1]) for partition in partitions])
    single = np.sqrt(np.square(weights - weights[top]) @ np.square(error))
    return np.asarray(np.maximum(standard_error(behind.T), single))


def _weights(partition: Partition, n_tasks: int) -> FloatArray:
    """Return what each pairwise gain counts in a partition's score, ``(n_tasks ** 2,)``."""
    weights = np.zeros((n_tasks, n_tasks))
    for group in partition:
        if len(group) > 1:
            weights[np.ix_(group, group)] = 1 / (len(group) - 1) / n_tasks
    np.fill_diagonal(weights, 0.0)
    return weights.ravel()


def _search(scores: Scores, n_tasks: int) -> None:
    """Look at partitions around the best ones, and at the coarser ones above those."""
    finest = tuple((task,) for task in range(n_tasks))
    beam = _best(scores, [finest, (tuple(range(n_tasks)),)])
    while True:
        around = {step for partition in beam for step in neighbours(partition)}
        wider = _best(scores, {*beam, *around})
        if wider == beam:
            break
        beam = wider
    level = beam
    while any(len(partition) > 1 for partition in level):
        level = _best(scores, {up for partition in level for up in merged(partition)})


def _best(scores: Scores, partitions: Iterable[Partition]) -> list[Partition]:
    ranked = sorted(partitions, key=lambda p: (-float(scores.of(p).mean()), len(p), p))
    return ranked[:BEAM]
