"""A chunk of a stack: some replicas, trained together by one thread.

A chunk is also the unit that another process or machine could take: it needs the fold tensors, its
replicas and the job, and gives back stacked weights. Its tensors lie on the job's device.
"""

from __future__ import annotations

import torch

from mtl_core.models import SharedDropout, StackedParameters
from mtl_core.training.batches import Batches, FoldTensors
from mtl_core.training.devices import CPU
from mtl_core.training.members import optimiser_of
from mtl_core.training.optimisers import first_order
from mtl_core.training.replicas import Job, Replica
from mtl_core.training.schedules import share_of_peak
from mtl_core.training.seeding import derive_seed
from mtl_core.training.sparsity import feature_weights, shrink
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
            [first_network(job, replica, self.layout, tensors.n_inputs) for replica in replicas],
            job.device,
        )
        self._weighing = Weighing(job, replicas, self.layout)
        self._best = BestWeights(self._stack.parameters, patience=job.spec.patience)
        n_rows = min(len(fold.train) for fold in job.folds)
        optimisers = [optimiser_of(job.spec, replica.member, n_rows) for replica in replicas]
        self._optimiser = first_order(self._stack.parameters, optimisers)
        self._shrinking = (
            feature_weights(self._stack.skeleton, tensors.n_inputs) if job.spec.l1 > 0 else ()
        )
        modules = self._stack.skeleton.modules()
        self._dropouts = [module for module in modules if isinstance(module, SharedDropout)]
        self._dropout = torch.Generator(CPU).manual_seed(derive_seed(job.seed, "dropout"))
        self.relative = torch.ones(len(replicas), self.layout.n_tasks, device=job.device)

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
        for dropout in self._dropouts:
            dropout.draw(features.shape[1], self._dropout, features.device)
        self._stack.forget_gradients()
        penalty = self._stack.penalty()
        if penalty is not None:
            torch.autograd.backward(penalty.sum())
        displacement = self._weighing.displacement(self._stack, features)
        outputs = self._stack.forward(features, training=True, displacement=displacement)
        gradients = self._weighing.gradients(outputs, labels, mask, displacement)
        torch.autograd.backward(outputs, gradients)
        self._move(step)

    def _move(self, step: int) -> None:
        """Move the weights by the gradients that they hold, then take the L1 penalty."""
        spec = self._job.spec
        share = share_of_peak(spec.schedule, step / spec.n_steps)
        self._optimiser.step(self._stack.parameters, share)
        if self._shrinking:
            thresholds = self._optimiser.rates * (share * spec.l1)
            shrink(self._stack.parameters, self._shrinking, thresholds)

    def check(self) -> None:
        """Validate, keep the best weights, and let those that no longer improve leave."""
        self.relative = self._batches.validate(self._stack)
        keep = self._best.update(self._stack.parameters, self.relative.nanmean(dim=1))
        if len(keep) < self.n_live:
            self._stack.keep(keep)
            self._optimiser.keep(self._stack.parameters, keep)
            self._batches.keep(keep)
            self._weighing.keep(keep)
