"""Dynamic weight average (Liu 2019, arXiv 1803.10704)."""

from __future__ import annotations

import torch
from torch import Tensor

from mtl_core.balancing.balancer import LossScalarizer, StepLosses, shared_out
from mtl_core.schema.specs import DynamicWeightAverage

_SMALLEST_LOSS = 1e-8


class DynamicAverageScalarizer(LossScalarizer):
    """Weights ``softmax(L(t - 1) / L(t - 2) / temperature)`` of mean losses ``L`` by stretch.

    NOTE[DIFF]: the source averages a loss over an epoch. Here training counts steps, and a stretch
    is ``every`` steps. Where a loss is not known in both stretches, its ratio is 1; so it is for
    all tasks in the first two stretches.

    Parameters
    ----------
    start
        First weights, ``(n_networks, n_tasks)``.
    """

    def __init__(self, spec: DynamicWeightAverage, start: Tensor) -> None:
        self._temperature, self._every = spec.temperature, spec.every
        self._steps = 0
        self._sums, self._counts = torch.zeros_like(start), torch.zeros_like(start)
        self._before = torch.full_like(start, torch.nan)
        self.ratios = torch.ones_like(start)

    def weigh(self, step: StepLosses) -> Tensor:
        """Weigh by the last two stretches, then take note of these losses."""
        weights = (self.ratios / self._temperature).softmax(dim=1)
        self._sums = self._sums + step.losses * step.known
        self._counts = self._counts + step.known
        self._steps += 1
        if self._steps % self._every == 0:
            self._turn()
        return shared_out(weights, step.known)

    def keep(self, indices: Tensor) -> None:
        """Forget all networks but those at ``indices``."""
        self._sums, self._counts = self._sums[indices], self._counts[indices]
        self._before, self.ratios = self._before[indices], self.ratios[indices]

    def _turn(self) -> None:
        """End one stretch and begin the next."""
        means = (self._sums / self._counts).clamp(min=_SMALLEST_LOSS)  # NaN without any label
        self.ratios = (means / self._before).nan_to_num(1.0)
        self._before = torch.where(means.isnan(), self._before, means)
        self._sums, self._counts = torch.zeros_like(means), torch.zeros_like(means)
