"""Dropout whose mask one stack of networks shares."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class SharedDropout(nn.Module):
    """Dropout with a mask that can be drawn in advance, once for many replicas.

    A mask of its own for every replica would halve the speed on a CPU, and drawing from torch's
    global generator would tie a result to what else runs in the process. Without a drawn mask this
    is ordinary dropout.
    """

    def __init__(self, width: int, rate: float) -> None:
        super().__init__()
        self.width = width
        self.rate = rate
        self._mask: Tensor | None = None

    def draw(
        self, n_rows: int, generator: torch.Generator, device: torch.device | None = None
    ) -> None:
        """Draw the mask of the next batch of ``n_rows`` rows and bring it to a device.

        It is drawn where the generator is: the same seed gives the same mask on every device.
        """
        shape = n_rows, self.width
        kept = torch.rand(shape, generator=generator, device=generator.device) >= self.rate
        self._mask = (kept.float() / (1 - self.rate)).to(device or generator.device)

    def mask(self, shape: Sequence[int], device: torch.device) -> Tensor | None:
        """Return what features ``(..., rows, width)`` are multiplied by; ``None`` for nothing."""
        if not self.training or self.rate == 0:
            return None
        if self._mask is None:
            return nn.functional.dropout(torch.ones(*shape, device=device), self.rate)
        return self._mask.to(device)

    def forward(self, features: Tensor) -> Tensor:
        """Switch units off in training mode; shape ``(..., rows, width)`` in and out."""
        mask = self.mask(features.shape, features.device)
        return features if mask is None else features * mask
