"""The training loop: all replicas of a job, chunk by chunk, check by check."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import torch

from mtl_core.errors import RunCancelled
from mtl_core.models import StackedParameters
from mtl_core.training.batches import FoldTensors
from mtl_core.training.chunk import Chunk
from mtl_core.training.replicas import Job

N_CHECKS = 16
"""Validation checks per budget."""

CHUNK_REPLICAS = 8
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
) -> StackedParameters:
    """Train all replicas of a job and return each one's best weights.

    Every replica walks its own permutation of its fold's training rows; replicas of the same fold
    and member walk the same one, start from the same weights and share their dropout masks, so
    that arms differ in nothing but the labels they see. A replica whose validation loss has not
    improved for ``spec.patience`` checks leaves the stack.

    Parameters
    ----------
    n_threads
        Chunks that compute at the same time, one thread each: two threads on two chunks use two
        cores better than two threads on one matrix product. Changes no result.

    Returns
    -------
    Stacked parameters in the order of ``job.replicas``, detached.

    Raises
    ------
    RunCancelled
        When ``should_stop()`` turns true; asked at every step.
    """
    n_steps, every = job.spec.n_steps, max(1, job.spec.n_steps // N_CHECKS)
    threads_before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        chunks = _chunks(job)

        def advance(chunk: Chunk, start: int, end: int) -> None:
            for step in range(start + 1, end + 1):
                if should_stop():
                    raise cancelled()
                chunk.step(step)
            chunk.check()

        with ThreadPoolExecutor(max_workers=n_threads) as pool:
            for start in range(0, n_steps, every):
                end = min(start + every, n_steps)
                live = [chunk for chunk in chunks if chunk.n_live]
                for done in [pool.submit(advance, chunk, start, end) for chunk in live]:
                    done.result()
                if live:
                    on_check(_report(job, live, end))
    finally:
        torch.set_num_threads(threads_before)
    names = chunks[0].weights
    return {name: torch.cat([chunk.weights[name] for chunk in chunks]) for name in names}


def cancelled() -> RunCancelled:
    """Return the error that ends a run which a person stopped."""
    return RunCancelled(
        "The run was cancelled",
        expected="a run that goes on to its end",
        found="a request to stop",
        action="start it again when you wish; what was finished is kept",
    )


def _chunks(job: Job) -> list[Chunk]:
    tensors = FoldTensors.of(job.folds)
    n_chunks = -(-len(job.replicas) // CHUNK_REPLICAS)
    size = -(-len(job.replicas) // n_chunks)
    starts = range(0, len(job.replicas), size)
    return [Chunk(job, job.replicas[start : start + size], tensors) for start in starts]


def _report(job: Job, chunks: list[Chunk], step: int) -> Check:
    own = torch.cat([chunk.own_tasks for chunk in chunks])
    sums = (torch.cat([chunk.relative for chunk in chunks]) * own).sum(dim=0)
    losses = {
        task.name: float(total / n)
        for task, total, n in zip(job.layout.tasks, sums, own.sum(dim=0), strict=True)
        if n > 0
    }
    return Check(step, job.spec.n_steps, losses, sum(chunk.n_live for chunk in chunks))
