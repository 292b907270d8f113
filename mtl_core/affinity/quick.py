"""Look-ahead affinity during one joint run (Fifty 2021, arXiv 2109.04617)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from torch import Tensor

from mtl_core.affinity.gains import PairwiseGains
from mtl_core.models import design_name, forward_stacked
from mtl_core.objectives import masked_means, row_losses
from mtl_core.schema import HardSharing, OutputLayout, SharingDesign
from mtl_core.schema.specs import MixtureOfExperts, TaskRelation
from mtl_core.training import CPU, Chunk, FoldTensors, Job, cancelled, derive_seed, plan_replicas

N_PROBES = 24
"""Steps of the run at which the tasks' gradients are looked at."""

GRADIENT_ROWS, MEASURED_ROWS = 1024, 1024
"""Most training rows behind a gradient, and most held-out rows on which its effect is measured."""

STEP = 0.01
"""Length of a look-ahead step, as a share of the length of the shared weights."""

_SHARED = ("encoder.", "experts.")
"""What all tasks share in the networks of :func:`watched_design`; all else is kept in a look."""

_SMALLEST_NORM = 1e-12
FIRST_LOOK, LAST_LOOK = 0.1, 0.5
"""Shares of the budget: heads start at zero and send no gradient at first, and networks that have
learned their training rows by heart tell more about these rows than about the tasks."""


def quick_affinity(
    job: Job,
    *,
    on_fraction: Callable[[float], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    n_threads: int = 1,
) -> PairwiseGains:
    """Measure what a step for one task does for every other while all train together.

    At some steps of the run, ``Z[i, j] = 1 - L_j(shared - rate * grad_i) / L_j(shared)``: by which
    share a step of the shared encoder along task ``i``'s gradient lowers task ``j``'s loss, all
    heads kept. Averaged over the looks of one network; one measurement per fold and member.

    NOTE[DIFF]: the paper measures on the batch that gave the gradient; here the gradient comes from
    training rows and its effect is measured on ``fold.test`` rows, which the network never sees:
    the labels of one patient share noise, and on the same rows that looks like affinity. Gradients
    are taken without dropout, and the step is a plain one of the peak learning rate.

    Parameters
    ----------
    job
        Its replicas are not read. ``fold.test`` are rows that may choose a grouping: never the
        test rows of the study. Networks are those of :func:`watched_design`.
    on_fraction
        Told the share that is done, 0 to 1.

    Returns
    -------
    One measurement per fold and member. A task without labels on some rows measures nothing there.
    """
    job = dataclasses.replace(job, design=watched_design(job.design))
    everyone = tuple(task.name for task in job.layout.tasks)
    replicas = plan_replicas([everyone], len(job.folds), job.spec.n_members)
    tensors = FoldTensors.of(job.folds, job.device)
    chunks = [
        Chunk(job, tuple(replicas[start : start + _per_chunk(job)]), tensors)
        for start in range(0, len(replicas), _per_chunk(job))
    ]
    threads_before = torch.get_num_threads()
    torch.set_num_threads(1)
    runs = [_Probes(job, chunk) for chunk in chunks]
    try:
        with ThreadPoolExecutor(max_workers=n_threads) as pool:
            for start, end in _stretches(job.spec.n_steps):
                if should_stop():
                    raise cancelled()
                for done in [pool.submit(run.advance, start, end) for run in runs]:
                    done.result()
                on_fraction(min(1.0, end / (LAST_LOOK * job.spec.n_steps)))
    finally:
        torch.set_num_threads(threads_before)
    values, cosines = (np.concatenate(parts) for parts in zip(*map(_means, runs), strict=True))
    return PairwiseGains(everyone, values, cosines)


def watched_design(design: SharingDesign) -> SharingDesign:
    """Return the design of the joint run that is watched: this one where tasks share encoders.

    Otherwise hard sharing, with the encoder that the design says for a task alone where that is
    hard sharing too.
    """
    if isinstance(design, HardSharing | TaskRelation | MixtureOfExperts):
        return design
    return design.alone if isinstance(design.alone, HardSharing) else HardSharing()


def _per_chunk(job: Job) -> int:
    """Replicas per chunk: a few, so that two threads have work; never a matter of threads."""
    return max(1, min(4, len(job.folds) * job.spec.n_members))


def _stretches(n_steps: int) -> Iterator[tuple[int, int]]:
    """Cut the run into stretches that each end with a look."""
    ends = np.unique(
        np.linspace(FIRST_LOOK * n_steps, LAST_LOOK * n_steps, N_PROBES).round().astype(int)
    )
    start = 0
    for end in map(int, ends):
        yield start, end
        start = end


class _Probes:
    """One chunk in training, and the sums of what was seen at its looks."""

    def __init__(self, job: Job, chunk: Chunk) -> None:
        n = chunk.layout.n_tasks
        self._job = job
        self._chunk = chunk
        self._folds = [job.folds[replica.split] for replica in chunk.replicas]
        self._generators = [
            torch.Generator(CPU).manual_seed(
                derive_seed(job.seed, "affinity", *fold.seed_key, replica.member)
            )
            for fold, replica in zip(self._folds, chunk.replicas, strict=True)
        ]
        self.sums = torch.zeros(2, len(chunk.replicas), n, n, dtype=torch.float64, device=CPU)
        self.counts = torch.zeros_like(self.sums)

    def advance(self, start: int, end: int) -> None:
        """Train from one step to another, then look."""
        for step in range(start + 1, end + 1):
            self._chunk.step(step)
        seen = look_ahead(
            self._chunk,
            self._draw([fold.train for fold in self._folds], GRADIENT_ROWS),
            self._draw([fold.test for fold in self._folds], MEASURED_ROWS),
            share=STEP,
        )
        for place, values in enumerate(each.cpu() for each in seen):
            known = ~values.isnan()
            self.sums[place] += values.nan_to_num().double()
            self.counts[place] += known

    def _draw(self, rows: Sequence[Tensor], most: int) -> tuple[Tensor, Tensor, Tensor]:
        """Draw as many rows for every replica, with their labels and masks."""
        size = min(most, *(len(part) for part in rows))
        parts = []
        for fold, part, generator in zip(self._folds, rows, self._generators, strict=True):
            drawn = part[torch.randperm(len(part), generator=generator, device=CPU)[:size]]
            parts.append((fold.features[drawn], fold.labels[drawn], fold.known[drawn]))
        device = self._job.device
        features, labels, known = (
            torch.stack(part).to(device) for part in zip(*parts, strict=True)
        )
        return features, labels, known


def _means(run: _Probes) -> tuple[np.ndarray, np.ndarray]:
    means = torch.where(run.counts > 0, run.sums / run.counts.clamp(min=1), torch.nan).numpy()
    return means[0], means[1]


def look_ahead(
    chunk: Chunk,
    batch: tuple[Tensor, Tensor, Tensor],
    held_out: tuple[Tensor, Tensor, Tensor],
    *,
    share: float,
) -> tuple[Tensor, Tensor]:
    """Measure one look: affinities and cosines, each ``(n_replicas, n_tasks, n_tasks)``.

    Parameters
    ----------
    batch, held_out
        Features, labels and masks that give the gradients, and that measure their effect.
    """
    stack, layout = chunk.stack, chunk.layout
    features, labels, known = batch
    shared = {n: p for n, p in stack.parameters.items() if design_name(n).startswith(_SHARED)}
    losses = masked_means(
        row_losses(stack.forward(features, training=False), labels, layout), known
    )
    weights = torch.cat([p.detach().flatten(1) for p in shared.values()], dim=1)
    lengths = share * weights.norm(dim=1)
    moved, directions = [], []
    for place in range(layout.n_tasks):
        total = losses[:, place].sum()
        grads = torch.autograd.grad(total, list(shared.values()), retain_graph=True)
        flat = torch.cat([g.flatten(1) for g in grads], dim=1)
        directions.append(torch.nn.functional.normalize(flat, dim=1))
        size = lengths / flat.norm(dim=1).clamp(min=_SMALLEST_NORM)
        moved.append(
            {
                name: parameter.detach() - size.view(-1, *[1] * (grad.dim() - 1)) * grad
                for (name, parameter), grad in zip(shared.items(), grads, strict=True)
            }
        )
    with torch.no_grad():
        fixed = {n: p.detach() for n, p in stack.parameters.items()}
        before = _losses(stack.skeleton, fixed, held_out, layout)
        after = [_losses(stack.skeleton, fixed | step, held_out, layout) for step in moved]
        affinity = 1 - torch.stack(after, dim=1) / before.unsqueeze(1)
        stacked = torch.stack(directions, dim=1)
        cosines = stacked @ stacked.transpose(1, 2)
        silent = known.sum(dim=1) == 0
        affinity[silent.unsqueeze(2).expand_as(affinity)] = torch.nan
        cosines[(silent.unsqueeze(2) | silent.unsqueeze(1)).expand_as(cosines)] = torch.nan
    return affinity, cosines


def _losses(
    skeleton: torch.nn.Module,
    parameters: dict[str, Tensor],
    rows: tuple[Tensor, Tensor, Tensor],
    layout: OutputLayout,
) -> Tensor:
    """Mean loss per replica and task; NaN where a task has no label among the rows."""
    features, labels, known = rows
    outputs = forward_stacked(skeleton, parameters, features, training=False)
    means = masked_means(row_losses(outputs, labels, layout), known)
    return torch.where(known.sum(dim=1) > 0, means, torch.nan)
