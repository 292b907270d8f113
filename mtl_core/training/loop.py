"""The training loop: all replicas of a job, chunk by chunk, check by check."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import torch

from mtl_core.errors import RunCancelled
from mtl_core.training.batches import FoldTensors
from mtl_core.training.chunk import Chunk
from mtl_core.training.replicas import Job, Replica, TrainedGroup
from mtl_core.training.solving import SolvedChunk, most_replicas, solver_design

N_CHECKS = 16
"""Validation checks per budget."""

CHUNK_REPLICAS = 16
"""Most replicas per chunk. Fixed, so that a result does not depend on the number of threads."""


@dataclass(frozen=True, slots=True)
class Check:
    """One validation check, as the loop reports it.

    Attributes
    ----------
    losses
        Mean over live replicas of the validation loss relative to the base rate, by task.
    live
        Replicas still in training.
    """

    step: int
    n_steps: int
    losses: dict[str, float]
    live: int


def train_stack(
    job: Job,
    *,
    on_check: Callable[[Check], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    n_threads: int = 1,
) -> tuple[TrainedGroup, ...]:
    """Train all replicas of a job and return each one's best weights.

    Every replica walks its own permutation of its fold's training rows; replicas of the same fold
    and member walk the same one, start from the same weights and share their dropout masks, so
    that arms differ in nothing but the labels they see. A replica whose validation loss has not
    improved for ``spec.patience`` checks leaves the stack.

    A linear design is solved instead (:mod:`~mtl_core.training.solving`): a step is then one
    strength of its penalty, followed by a check.

    Everything is computed on ``job.device``, from the same random numbers; weights come back to the
    processor.

    Parameters
    ----------
    n_threads
        Chunks that compute at the same time, one thread each: two threads on two chunks use two
        cores better than two threads on one matrix product. Changes no result.

    Returns
    -------
    The trained networks, group by group in the order of ``job.replicas``.

    Raises
    ------
    RunCancelled
        When ``should_stop()`` turns true; asked at every step.
    """
    n_steps, every = _budget(job)
    threads_before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:

        def ask() -> None:
            if should_stop():
                raise cancelled()

        chunks = _chunks(job, ask)

        def advance(chunk: Chunk | SolvedChunk, start: int, end: int) -> None:
            for step in range(start + 1, end + 1):
                ask()
                chunk.step(step)
            chunk.check()

        with ThreadPoolExecutor(max_workers=n_threads) as pool:
            for start in range(0, n_steps, every):
                end = min(start + every, n_steps)
                live = [chunk for chunk in chunks if chunk.n_live]
                for done in [pool.submit(advance, chunk, start, end) for chunk in live]:
                    done.result()
                if live:
                    on_check(_report(live, end, n_steps))
    finally:
        torch.set_num_threads(threads_before)
    return _gather(chunks)


def cancelled() -> RunCancelled:
    """Return the error that ends a run which a person stopped."""
    return RunCancelled(
        "The run was cancelled",
        expected="a run that goes on to its end",
        found="a request to stop",
        action="start it again when you wish; what was finished is kept",
    )


def _budget(job: Job) -> tuple[int, int]:
    """Return the number of steps, and after how many of them there is a check."""
    design = solver_design(job)
    if design is not None:
        return design.n_strengths, 1
    return job.spec.n_steps, math.ceil(job.spec.n_steps / N_CHECKS)


def _chunks(job: Job, ask: Callable[[], None]) -> list[Chunk] | list[SolvedChunk]:
    """Cut the replicas of every group into chunks of nearly equal size."""
    tensors, design = FoldTensors.of(job.folds, job.device), solver_design(job)
    if design is not None:
        parts = _parts(job, most_replicas(job, tensors, CHUNK_REPLICAS))
        return [SolvedChunk(job, design, part, tensors, ask) for part in parts]
    return [Chunk(job, part, tensors) for part in _parts(job, CHUNK_REPLICAS)]


def _parts(job: Job, most: int) -> Iterator[tuple[Replica, ...]]:
    for _, group in itertools.groupby(job.replicas, key=lambda replica: replica.tasks):
        replicas = tuple(group)
        n_chunks = -(-len(replicas) // most)
        size = -(-len(replicas) // n_chunks)
        starts = range(0, len(replicas), size)
        yield from (replicas[start : start + size] for start in starts)


def _gather(chunks: Sequence[Chunk | SolvedChunk]) -> tuple[TrainedGroup, ...]:
    groups = []
    for layout, members in itertools.groupby(chunks, key=lambda chunk: chunk.layout):
        parts = list(members)
        groups.append(
            TrainedGroup(
                layout=layout,
                replicas=tuple(replica for part in parts for replica in part.replicas),
                weights={
                    name: torch.cat([part.weights[name] for part in parts]).cpu()
                    for name in parts[0].weights
                },
            )
        )
    return tuple(groups)


def _report(chunks: Sequence[Chunk | SolvedChunk], step: int, n_steps: int) -> Check:
    sums: dict[str, float] = {}
    counts: dict[str, int] = {}
    for chunk in chunks:
        for task, losses in zip(chunk.layout.tasks, chunk.relative.T, strict=True):
            sums[task.name] = sums.get(task.name, 0.0) + float(losses.nansum())
            counts[task.name] = counts.get(task.name, 0) + int((~losses.isnan()).sum())
    losses = {name: sums[name] / n for name, n in counts.items() if n}
    return Check(step, n_steps, losses, sum(chunk.n_live for chunk in chunks))
