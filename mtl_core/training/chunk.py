"""A chunk of a stack: some replicas, trained together by one thread.

A chunk is also the unit that another process or machine could take: it needs the fold tensors, its
replicas and the job, and gives back stacked weights.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from mtl_core.models import SharedDropout, StackedParameters, build
from mtl_core.objectives import masked_means, row_losses
from mtl_core.training.batches import Batches, FoldTensors
from mtl_core.training.replicas import Job, Replica
from mtl_core.training.seeding import derive_seed, seeded
from mtl_core.training.stack import Stack, decayed_matrices
from mtl_core.training.stopping import BestWeights

WARM_UP = 0.15
"""Share of the steps in which the learning rate rises."""


class Chunk:
    """Replicas in training, and how far they are.

    Attributes
    ----------
    layout
        The tasks of the chunk's group.
    replicas
        All replicas of the chunk, live or retired; all of one group.
    relative
        Validation losses relative to the base rate at the last check, of the replicas that were
        live then, ``(n_live, n_tasks)``, NaN where a task has no validation label.
    """

    def __init__(self, job: Job, replicas: tuple[Replica, ...], tensors: FoldTensors) -> None:
        self._job = job
        self.replicas = replicas
        self._batches = Batches(job, replicas, tensors)
        self.layout = self._batches.layout
        networks = []
        for replica in replicas:
            key = job.folds[replica.split].seed_key
            with seeded(derive_seed(job.seed, "weights", *key, replica.member)):
                networks.append(build(job.design, tensors.n_inputs, self.layout))
        self._stack = Stack(networks)
        self._best = BestWeights(self._stack.parameters, patience=job.spec.patience)
        self._optimiser = torch.optim.AdamW(
            decayed_matrices(self._stack.parameters, job.spec.weight_decay),
            lr=job.spec.learning_rate,
            fused=True,
        )
        self._dropout = torch.Generator().manual_seed(derive_seed(job.seed, "dropout"))
        self.relative = torch.ones(len(replicas), self.layout.n_tasks)

    @property
    def n_live(self) -> int:
        """Replicas still in training."""
        return self._batches.n_live

    @property
    def stack(self) -> Stack:
        """The networks as they are now, for those who look at them while they learn."""
        return self._stack

    @property
    def weights(self) -> StackedParameters:
        """Best weights of all replicas of the chunk, live or retired, in their order."""
        return self._best.weights

    def step(self, step: int) -> None:
        """Take optimiser step number ``step``, counted from 1."""
        features, labels, mask = self._batches.draw(step - 1)
        for module in self._stack.skeleton.modules():
            if isinstance(module, SharedDropout):
                module.draw(features.shape[1], self._dropout)
        outputs = self._stack.forward(features, training=True)
        total = masked_means(row_losses(outputs, labels, self.layout), mask).sum()
        penalty = self._stack.penalty()
        if penalty is not None:
            total = total + penalty.sum()
        self._optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(total)
        rate = self._job.spec.learning_rate * one_cycle(step / self._job.spec.n_steps)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        self._optimiser.step()

    def check(self) -> None:
        """Validate, keep the best weights, and let those that no longer improve leave."""
        self.relative = self._batches.validate(self._stack)
        keep = self._best.update(self._stack.parameters, self.relative.nanmean(dim=1))
        if len(keep) < self.n_live:
            self._retire(keep)

    def _retire(self, keep: Tensor) -> None:
        self._stack.keep(keep, self._optimiser)
        self._batches.keep(keep)


def one_cycle(progress: float) -> float:
    """Learning rate as a share of its peak: linear warm-up, then half a cosine down to zero.

    Examples
    --------
    >>> one_cycle(0.15), one_cycle(1.0)
    (1.0, 0.0)
    """
    if progress <= WARM_UP:
        return progress / WARM_UP
    return 0.5 * (1 + math.cos(math.pi * (progress - WARM_UP) / (1 - WARM_UP)))
