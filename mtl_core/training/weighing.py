"""Balancing in the training loop: from the losses of the live replicas to what is descended on."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from mtl_core.balancing import Balancer, Seen, build_balancer, gramians_of
from mtl_core.errors import RunError
from mtl_core.models import shared_level
from mtl_core.schema import OutputLayout
from mtl_core.training.replicas import Job, Replica
from mtl_core.training.seeding import derive_seed
from mtl_core.training.stack import Stack


class Weighing:
    """How much each task counts for every live replica of one group, step by step.

    With equal weights, and for tasks alone, losses are simply added and nothing else is done.
    """

    def __init__(self, job: Job, replicas: Sequence[Replica], layout: OutputLayout) -> None:
        self._layout = layout
        generators = [_generator(job, replica) for replica in replicas]
        self._balancer: Balancer | None = build_balancer(
            job.spec.balancing, n_tasks=layout.n_tasks, generators=generators
        )

    @property
    def equal(self) -> bool:
        """Whether losses are simply added."""
        return self._balancer is None

    def displacement(self, stack: Stack, features: Tensor) -> Tensor | None:
        """Return zeros to displace by what the tasks share, where gradients will be looked at."""
        if self._balancer is None or not self._balancer.looks_at_gradients:
            return None
        shape = shared_level(stack.skeleton).shape(features.shape[1])
        return features.new_zeros(len(features), *shape, requires_grad=True)

    def total(self, losses: Tensor, mask: Tensor, displacement: Tensor | None) -> Tensor:
        """Add up the losses, each with the weight that this step gives it.

        Parameters
        ----------
        losses
            Mean losses, ``(n_live, n_tasks)``.
        mask
            1 where a label is known, else 0, ``(n_live, rows, n_tasks)``.
        displacement
            What the outputs behind the losses were displaced by, if anything.

        Raises
        ------
        RunError
            When a loss or a gradient is no finite number: a weight made of it would be none either.
        """
        if self._balancer is None:
            return losses.sum()
        seen = Seen(
            losses=losses.detach(),
            known=mask.sum(dim=1) > 0,
            gramians=None if displacement is None else gramians_of(losses, displacement),
        )
        self._require_finite(seen)
        weights = self._balancer.weigh(seen)
        # a loss without labels is zero whatever its weight
        return (losses * weights).sum()

    def keep(self, places: Tensor) -> None:
        """Forget all replicas but those at ``places``."""
        if self._balancer is not None:
            self._balancer.keep(places)

    def _require_finite(self, seen: Seen) -> None:
        odd = ~seen.losses.isfinite().all(dim=0)
        if seen.gramians is not None and not odd.any():  # else one spoils the gradients of all
            odd = ~seen.gramians.diagonal(dim1=1, dim2=2).isfinite().all(dim=0)
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
    return torch.Generator().manual_seed(seed)
