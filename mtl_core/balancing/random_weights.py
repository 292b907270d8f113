"""Random loss weighting (Lin 2022, arXiv 2111.10603)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from mtl_core.balancing.balancer import LossScalarizer, StepLosses, kept, shared_out


class RandomScalarizer(LossScalarizer):
    """Weights ``softmax(z)`` of standard normal ``z``, drawn anew in every step.

    NOTE[DIFF]: scaled to sum to the number of tasks instead of 1, as equal weights do.
    """

    def __init__(self, generators: Sequence[torch.Generator]) -> None:
        self._generators = list(generators)

    def weigh(self, step: StepLosses) -> Tensor:
        """Draw the weights of one step."""
        n_tasks = step.losses.shape[1]
        drawn = torch.stack(
            [torch.randn(n_tasks, generator=own, device=own.device) for own in self._generators]
        )
        return shared_out(drawn.softmax(dim=1).to(step.losses), step.known)

    def keep(self, indices: Tensor) -> None:
        """Forget all networks but those at ``indices``."""
        self._generators = kept(self._generators, indices)
