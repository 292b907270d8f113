"""A chunk of a stack: some replicas, trained together by one thread.

A chunk is also the unit that another process or machine could take: it needs the fold tensors, its
replicas and the job, and gives back stacked weights.
"""

from __future__ import annotations

import torch
from torch import Tensor

from mtl_core.models import SharedDropout, StackedParameters
from mtl_core.objectives import masked_means, row_losses
from mtl_core.training.batches import Batches, FoldTensors
from mtl_core.training.optimisers import first_order
from mtl_core.training.replicas import Job, Replica
from mtl_core.training.schedules import share_of_peak
from mtl_core.training.seeding import derive_seed
from mtl_core.training.stack import Stack
from mtl_core.training.starting import first_network
from mtl_core.training.stopping import BestWeights
from mtl_core.training.weighing import Weighing


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
        self._stack = Stack(
            [first_network(job, replica, self.layout, tensors.n_inputs) for replica in replicas]
        )
        self._weighing = Weighing(job, replicas, self.layout)
        self._best = BestWeights(self._stack.parameters, patience=job.spec.patience)
        self._optimiser = first_order(self._stack.parameters, job.spec.optimiser)
        self._peak = self._optimiser.param_groups[0]["lr"]
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
        displacement = self._weighing.displacement(self._stack, features)
        outputs = self._stack.forward(features, training=True, displacement=displacement)
        losses = masked_means(row_losses(outputs, labels, self.layout), mask)
        total = self._weighing.total(losses, mask, displacement)
        penalty = self._stack.penalty()
        if penalty is not None:
            total = total + penalty.sum()
        self._optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(total)
        rate = self._peak * share_of_peak(self._job.spec.schedule, step / self._job.spec.n_steps)
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
        self._weighing.keep(keep)
