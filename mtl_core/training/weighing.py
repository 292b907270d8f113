"""Balancing in the training loop: the weight of each task's gradient in the live replicas."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from mtl_core.balancing import Balancer, StepLosses, build_balancer, gramians_of
from mtl_core.errors import RunError
from mtl_core.models import shared_level
from mtl_core.objectives import masked_means, output_gradients, row_losses
from mtl_core.schema import OutputLayout
from mtl_core.training.devices import CPU
from mtl_core.training.replicas import Job, Replica
from mtl_core.training.seeding import derive_seed
from mtl_core.training.stack import Stack


class Weighing:
    """How much each task counts for every live replica of one group, step by step.

    With equal weights, and for tasks alone, losses are simply added and nothing else is done.
    """

    def __init__(self, job: Job, replicas: Sequence[Replica], layout: OutputLayout) -> None:
        self._layout = layout
        self._columns = torch.zeros(layout.n_tasks, layout.width, device=job.device)
        """1 where an output is the task's, ``(n_tasks, layout.width)``."""
        for index, task in enumerate(layout.tasks):
            self._columns[index, layout.columns(task.name)] = 1
        generators = [_generator(job, replica) for replica in replicas]
        self._balancer: Balancer | None = build_balancer(
            job.spec.balancing, n_tasks=layout.n_tasks, generators=generators
        )

    def displacement(self, stack: Stack, features: Tensor) -> Tensor | None:
        """Return zeros to displace by what the tasks share, where gradients will be looked at."""
        if self._balancer is None or not self._balancer.looks_at_gradients:
            return None
        shape = shared_level(stack.skeleton).shape(features.shape[1])
        return features.new_zeros(len(features), *shape, requires_grad=True)

    def gradients(
        self, outputs: Tensor, labels: Tensor, mask: Tensor, displacement: Tensor | None
    ) -> Tensor:
        """Return gradients of the weighted sum of the tasks' mean losses by the outputs.

        Parameters
        ----------
        outputs
            ``(n_live, rows, layout.width)`` with a gradient path.
        labels, mask
            ``(n_live, rows, n_tasks)``; the mask is 1 where a label is known, else 0.
        displacement
            What the outputs were displaced by, if anything.

        Returns
        -------
        The shape of the outputs.

        Raises
        ------
        RunError
            When a loss or a gradient is no finite number: a weight made of it would be none either.
        """
        equal = output_gradients(outputs.detach(), labels, mask, self._layout)
        if self._balancer is None:
            return equal
        losses = masked_means(row_losses(outputs.detach(), labels, self._layout), mask)
        gramians = None
        if displacement is not None:
            own = [equal * column for column in self._columns.unbind()]
            gramians = gramians_of(outputs, own, displacement).cpu()
        # a few numbers per network, which the methods look at one by one, on the processor
        step = StepLosses(losses.cpu(), (mask.sum(dim=1) > 0).cpu(), gramians)
        self._require_finite(step)
        # a loss without labels has no gradient, whatever its weight
        weights = self._balancer.weigh(step).to(outputs.device)
        return equal * (weights @ self._columns).unsqueeze(1)

    def keep(self, indices: Tensor) -> None:
        """Forget all replicas but those at ``indices``."""
        if self._balancer is not None:
            self._balancer.keep(indices.cpu())

    def _require_finite(self, step: StepLosses) -> None:
        odd = ~step.losses.isfinite().all(dim=0)
        if step.gramians is not None and not odd.any():  # else one spoils the gradients of all
            odd = ~step.gramians.diagonal(dim1=1, dim2=2).isfinite().all(dim=0)
        if odd.any():
            names = [t.name for t, is_odd in zip(self._layout.tasks, odd, strict=True) if is_odd]
            raise RunError(
                "Training has diverged",
                expected="a finite loss and gradient for every task",
                found=f"none for {', '.join(names)}",
                action="choose a smaller learning rate, or look at the task's values",
            )


def _generator(job: Job, replica: Replica) -> torch.Generator:
    key = job.folds[replica.split].seed_key
    seed = derive_seed(job.seed, "balancing", *key, replica.member, *replica.tasks)
    return torch.Generator(CPU).manual_seed(seed)
