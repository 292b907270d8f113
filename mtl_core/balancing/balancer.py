"""What every balancing method is: from what was seen in a step to one weight per task."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

_SMALLEST_SHARE = 1e-12
"""A task whose squared gradient is below this share of the largest says nothing in a step."""


@dataclass(frozen=True, slots=True, eq=False)
class StepLosses:
    """Losses and gradients of the tasks in one step, of every network of a stack.

    Attributes
    ----------
    losses
        ``(n_networks, n_tasks)``, 0 or more, without a gradient path.
    known
        ``(n_networks, n_tasks)``, true where the batch has a label of the task.
    gramians
        ``(n_networks, n_tasks, n_tasks)``: scalar products of the tasks' gradients with respect to
        what they share; ``None`` for a method that does not look at gradients.
    """

    losses: Tensor
    known: Tensor
    gramians: Tensor | None = None


class Balancer(ABC):
    """Weights for the tasks of a stack of networks; state, if any, has one row per network."""

    looks_at_gradients: ClassVar[bool] = False
    """Whether :attr:`StepLosses.gramians` is needed."""

    @abstractmethod
    def weigh(self, step: StepLosses) -> Tensor:
        """Return weights ``(n_networks, n_tasks)``, 0 or more, of what one step shows.

        In each row the weights of the tasks with labels sum to their number; the weight of a task
        without a label means nothing.
        """

    def keep(self, indices: Tensor) -> None:
        """Forget all networks but those at ``indices``."""
        del indices


class LossScalarizer(Balancer):
    """Weighs by losses, or without looking at anything."""


class GradientAggregator(Balancer):
    """Weighs by the scalar products of the tasks' gradients."""

    looks_at_gradients = True

    @abstractmethod
    def combine(self, gramian: Tensor, network: int) -> Tensor:
        """Return weights ``(n_tasks,)``, 0 or more and not all 0, for one network.

        Parameters
        ----------
        gramian
            ``(n_tasks, n_tasks)``, float64, of tasks that all have a gradient, scaled to a mean
            square of 1: tolerances then mean the same whatever the losses' units.
        network
            Its index among those still in training.
        """

    def weigh(self, step: StepLosses) -> Tensor:
        """Combine the gradients of the tasks that say something; others count as 1.

        A task without labels in the batch, or whose head is still at zero, has no gradient. Left
        among the others it would stall methods that look for the shortest mixture: nothing is
        shorter than zero.
        """
        gramians = _gramians(step).double()
        squared_norms = gramians.diagonal(dim1=1, dim2=2)
        largest = squared_norms.amax(dim=1, keepdim=True)
        speaks = step.known & (squared_norms > _SMALLEST_SHARE * largest)
        weights = torch.ones_like(step.losses)
        for network, own in enumerate(speaks):
            if int(own.sum()) > 1:
                gramian = gramians[network][own][:, own]
                combined = self.combine(gramian / gramian.diagonal().mean(), network)
                weights[network, own] = _summing_to_number(combined).to(weights.dtype)
        return weights


def shared_out(weights: Tensor, known: Tensor) -> Tensor:
    """Scale weights so that those of known tasks sum to the number of these tasks.

    Parameters
    ----------
    weights, known
        ``(n_networks, n_tasks)``; weights 0 or more, in each row at least one known task above 0.
    """
    counted = weights * known
    return counted * (known.sum(dim=1) / counted.sum(dim=1).clamp(min=1e-30)).unsqueeze(1)


def kept(generators: Sequence[torch.Generator], indices: Tensor) -> list[torch.Generator]:
    """Return the generators of the networks at ``indices``."""
    return [generators[index] for index in indices.tolist()]


def _gramians(step: StepLosses) -> Tensor:
    if step.gramians is None:
        raise TypeError("this method needs the scalar products of gradients")
    return step.gramians


def _summing_to_number(weights: Tensor) -> Tensor:
    return weights * (len(weights) / weights.sum())
