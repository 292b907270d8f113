"""The default encoder for tables: a multilayer perceptron."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice, pairwise

import torch
from torch import Tensor, nn

from mtl_core.models.batched import hidden_layer
from mtl_core.models.dropout import SharedDropout
from mtl_core.models.encoders.gains import with_gains

_PER_LAYER = 3
"""Modules of one hidden layer: linear, ReLU, dropout."""


class MultilayerPerceptron(nn.Module):
    """Linear layers with ReLU and dropout between them, and a gain for every input.

    Input of shape ``(batch, n_inputs)``, output ``(batch, width)``.
    """

    def __init__(self, n_inputs: int, *, width: int, depth: int, dropout: float) -> None:
        super().__init__()
        sizes = [n_inputs] + [width] * depth
        layers: list[nn.Module] = []
        for size_in, size_out in pairwise(sizes):
            layers += [nn.Linear(size_in, size_out), nn.ReLU(), SharedDropout(size_out, dropout)]
        self.layers = nn.Sequential(*layers)
        self.gains = nn.Parameter(torch.zeros(n_inputs))

    @property
    def linears(self) -> list[nn.Linear]:
        """The linear layers, first to last."""
        return [layer for layer in self.layers if isinstance(layer, nn.Linear)]

    def forward(self, features: Tensor) -> Tensor:
        """Encode a batch of patients."""
        return self.finish(self.lift(features))

    def forward_batched(
        self, parameters: Mapping[str, Tensor], features: Tensor, prefix: str
    ) -> Tensor:
        """Encode with many sets of parameters at once.

        Parameters
        ----------
        parameters
            Stacked parameters of the whole network; those of this encoder begin with ``prefix``.
        features
            ``(n_replicas, batch, n_inputs)``.
        """
        hidden, gains = features, parameters[f"{prefix}gains"]
        dropouts = {n: layer for n, layer in enumerate(self.layers) if type(layer) is SharedDropout}
        for place, dropout in dropouts.items():
            own = f"{prefix}layers.{place - _PER_LAYER + 1}."
            shape = (*hidden.shape[:2], dropout.width)
            weight = parameters[f"{own}weight"]
            hidden = hidden_layer(
                hidden,
                weight if hidden is not features else with_gains(weight, gains),
                parameters[f"{own}bias"],
                dropout.mask(shape, hidden.device),
            )
        return hidden

    def lift(self, features: Tensor) -> Tensor:
        """Apply the first linear layer."""
        first = self.linears[0]
        return nn.functional.linear(features, with_gains(first.weight, self.gains), first.bias)

    def finish(self, lifted: Tensor) -> Tensor:
        """Apply the layers after the first."""
        for layer in islice(self.layers, 1, None):
            lifted = layer(lifted)
        return lifted
