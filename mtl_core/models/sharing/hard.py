"""Hard parameter sharing (Caruana 1997) with a linear skip path."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from mtl_core.models.batched import linear
from mtl_core.models.encoders import MultilayerPerceptron
from mtl_core.models.level import SharedLevel
from mtl_core.models.network import Lifted, Network
from mtl_core.models.skip import SkipPath, skip_batched
from mtl_core.schema import HardSharing, OutputLayout


class HardSharingNetwork(Network):
    """One encoder and one linear head per task, plus a linear path from features to heads.

    Input of shape ``(batch, n_inputs)``, output ``(batch, layout.width)``: logits for classes,
    standardised values for regression. Heads and skip path start at zero, so that every task
    starts at its base rate and the start does not depend on which other tasks exist.
    """

    def __init__(self, design: HardSharing, n_inputs: int, layout: OutputLayout) -> None:
        super().__init__()
        self.encoder = MultilayerPerceptron(
            n_inputs, width=design.width, depth=design.depth, dropout=design.dropout
        )
        self.level = SharedLevel(design.width)
        self.heads = nn.Linear(design.width, layout.width)
        self.skip = SkipPath(n_inputs, layout.width)
        for parameter in (self.heads.weight, self.heads.bias):
            nn.init.zeros_(parameter)

    @property
    def batched(self) -> bool:
        """True: there is a batched pass."""
        return True

    def forward_batched(self, parameters: Mapping[str, Tensor], features: Tensor) -> Tensor:
        """Predict with many networks at once."""
        hidden = self.encoder.forward_batched(parameters, features, "encoder.")
        heads = linear(self.level(hidden), parameters["heads.weight"], parameters["heads.bias"])
        return heads + skip_batched(parameters, features)

    def lift(self, features: Tensor) -> Lifted:
        """Apply the encoder's first layer and the skip path, with the heads' biases."""
        return self.encoder.lift(features), self.skip(features) + self.heads.bias

    def finish(self, lifted: Lifted) -> Tensor:
        """Encode further, apply the heads and add what came by the skip path."""
        first, skipped = lifted
        hidden = self.level(self.encoder.finish(first))
        # with the rows last in memory, where a product with few outputs is a quarter quicker
        return torch.addmm(skipped.T, self.heads.weight, hidden.T).T
