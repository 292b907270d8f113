"""Linear models whose weights lie in few common directions (Argyriou 2008)."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from mtl_core.models.level import SharedLevel
from mtl_core.models.network import Lifted, Network
from mtl_core.schema import OutputLayout
from mtl_core.schema.specs import TraceNorm


class TraceNormNetwork(Network):
    """One linear model per output; the singular values of all weights together are penalised.

    Input of shape ``(batch, n_inputs)``, output ``(batch, layout.width)``. All weights start at
    zero. No unit belongs to several tasks: what they share is a property of the weights, so the
    level at which gradients of tasks are compared is the outputs, where they never meet.
    """

    def __init__(self, design: TraceNorm, n_inputs: int, layout: OutputLayout) -> None:
        super().__init__()
        self.strength = design.strength
        self.outputs = nn.Linear(n_inputs, layout.width)
        self.level = SharedLevel(layout.width)
        for parameter in self.parameters():
            nn.init.zeros_(parameter)

    def lift(self, features: Tensor) -> Lifted:
        """Apply the weights."""
        return (self.outputs(features),)

    def finish(self, lifted: Lifted) -> Tensor:
        """Nothing is left to do."""
        (outputs,) = lifted
        level: Tensor = self.level(outputs)
        return level

    def penalty(self, parameters: Mapping[str, Tensor]) -> Tensor | None:
        """Return ``strength * ||W||_*``: the sum of the singular values, for training by steps.

        A gradient step never makes a singular value exactly zero; the solver does.
        """
        if self.strength == 0:
            return None
        sizes = torch.linalg.svdvals(parameters["outputs.weight"].nan_to_num(0.0, 0.0, 0.0))
        added: Tensor = self.strength * sizes.sum(dim=1)
        return added
