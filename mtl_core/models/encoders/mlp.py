"""The default encoder for tables: a multilayer perceptron."""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from mtl_core.models.dropout import SharedDropout


class MultilayerPerceptron(nn.Module):
    """Linear layers with ReLU and dropout between them.

    Input of shape ``(batch, n_inputs)``, output ``(batch, width)``.
    """

    def __init__(self, n_inputs: int, *, width: int, depth: int, dropout: float) -> None:
        super().__init__()
        sizes = [n_inputs] + [width] * depth
        layers: list[nn.Module] = []
        for size_in, size_out in pairwise(sizes):
            layers += [nn.Linear(size_in, size_out), nn.ReLU(), SharedDropout(size_out, dropout)]
        self.layers = nn.Sequential(*layers)

    def forward(self, features: Tensor) -> Tensor:
        """Encode a batch of patients."""
        encoded: Tensor = self.layers(features)
        return encoded
