"""Linear models with a shared and an own part (Evgeniou & Pontil 2004)."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from mtl_core.models.level import SharedLevel
from mtl_core.models.network import Lifted, Network
from mtl_core.schema import OutputLayout
from mtl_core.schema.specs import LinearShared


class LinearSharedNetwork(Network):
    """One linear model per output, whose weights are a shared vector plus one of its own.

    Input of shape ``(batch, n_inputs)``, output ``(batch, layout.width)``. All weights start at
    zero. What classes of one multiclass task share cancels in their softmax.
    """

    def __init__(self, design: LinearShared, n_inputs: int, layout: OutputLayout) -> None:
        super().__init__()
        self.penalties = {"shared.weight": design.shared, "own.weight": design.own}
        self.shared = nn.Linear(n_inputs, 1, bias=False)
        self.own = nn.Linear(n_inputs, layout.width)
        self.level = SharedLevel(1)
        for parameter in self.parameters():
            nn.init.zeros_(parameter)

    def lift(self, features: Tensor) -> Lifted:
        """Apply the shared and the own weights."""
        return self.shared(features), self.own(features)

    def finish(self, lifted: Lifted) -> Tensor:
        """Add the two parts."""
        shared, own = lifted
        outputs: Tensor = self.level(shared) + own
        return outputs

    def penalty(self, parameters: Mapping[str, Tensor]) -> Tensor | None:
        """Return ``shared * ||w_0||^2 + own * sum_t ||v_t||^2``."""
        squares = {name: parameters[name].square().sum(dim=(1, 2)) for name in self.penalties}
        shared, own = (self.penalties[name] * square for name, square in squares.items())
        return shared + own
