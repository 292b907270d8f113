"""GradNorm (Chen 2018, arXiv 1711.02257)."""

from __future__ import annotations

import torch
from torch import Tensor

from mtl_core.balancing.balancer import Balancer, StepLosses, shared_out
from mtl_core.schema.specs import GradNorm

_SMALLEST_LOSS = 1e-8
_SMALLEST_WEIGHT = 0.01


class GradNormBalancer(Balancer):
    """Weights that learn to bring the lengths of the tasks' gradients to targets.

    The target of task ``i`` is ``mean(w_j * g_j) * r_i ** asymmetry``: ``g`` are lengths of the
    gradients and ``r_i`` is how little of the first loss is gone, relative to the mean of all
    tasks. Weights descend on the sum of the distances to the targets, held fixed, and are scaled
    to sum to the number of tasks.

    NOTE[DIFF]: gradients are taken with respect to what the tasks share instead of the weights of
    the last shared layer; lengths are relative to their mean over the tasks, so that the rate does
    not depend on the losses' units; weights are never below 0.01, for a negative one would unlearn
    a task.

    Parameters
    ----------
    start
        First weights, ``(n_networks, n_tasks)``.
    """

    looks_at_gradients = True

    def __init__(self, spec: GradNorm, start: Tensor) -> None:
        self._rate, self._asymmetry = spec.rate, spec.asymmetry
        self._first_losses = torch.full_like(start, torch.nan)
        self.weights = start

    def weigh(self, step: StepLosses) -> Tensor:
        """Weigh by what was learned so far, then learn from these losses and gradients."""
        if step.gramians is None:
            raise TypeError("GradNorm needs the lengths of gradients")
        lengths = step.gramians.diagonal(dim1=1, dim2=2).clamp(min=0.0).sqrt()
        losses = step.losses.clamp(min=_SMALLEST_LOSS)
        fresh = self._first_losses.isnan() & step.known
        self._first_losses = torch.where(fresh, losses, self._first_losses)
        weights = shared_out(self.weights, step.known)
        speaks = step.known & (lengths > 0)
        lengths = lengths / _mean(lengths, speaks).clamp(min=torch.finfo(lengths.dtype).tiny)
        left = losses / self._first_losses
        rates = left / _mean(left, speaks)
        norms = self.weights * lengths
        targets = _mean(norms, speaks) * rates**self._asymmetry
        gradient = torch.where(speaks, (norms - targets).sign() * lengths, 0.0)
        moved = (self.weights - self._rate * gradient).clamp(min=_SMALLEST_WEIGHT)
        self.weights = shared_out(moved, torch.ones_like(step.known))
        return weights

    def keep(self, indices: Tensor) -> None:
        """Forget all networks but those at ``indices``."""
        self.weights = self.weights[indices]
        self._first_losses = self._first_losses[indices]


def _mean(values: Tensor, counted: Tensor) -> Tensor:
    """Mean over the counted tasks of each network, ``(n_networks, 1)``; 1 where there are none."""
    n = counted.sum(dim=1, keepdim=True)
    total = torch.where(counted, values, 0.0).sum(dim=1, keepdim=True)
    return torch.where(n > 0, total / n.clamp(min=1), 1.0)
