"""Soft parameter sharing (Evgeniou & Pontil 2004; Duong 2015): encoders tied to their mean."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from mtl_core.models.encoders import MultilayerPerceptron, ParallelPerceptrons
from mtl_core.models.heads import TaskHeads
from mtl_core.models.level import SharedLevel
from mtl_core.models.network import Lifted, Network
from mtl_core.models.skip import SkipPath
from mtl_core.schema import OutputLayout
from mtl_core.schema.specs import SoftSharing

_ENCODERS = "encoders."


class SoftSharingNetwork(Network):
    """One encoder per task, pulled towards the mean of all encoders.

    Input of shape ``(batch, n_inputs)``, output ``(batch, layout.width)``. All encoders start from
    the same weights; heads and skip path start at zero. What tasks share are the units that their
    encoders would have in common if they were one.
    """

    def __init__(self, design: SoftSharing, n_inputs: int, layout: OutputLayout) -> None:
        super().__init__()
        one = MultilayerPerceptron(
            n_inputs, width=design.width, depth=design.depth, dropout=design.dropout
        )
        self.strength = design.strength
        self.encoders = ParallelPerceptrons([one] * layout.n_tasks)
        self.level = SharedLevel(design.width)
        self.heads = TaskHeads(design.width, layout)
        self.skip = SkipPath(n_inputs, layout.width)

    def lift(self, features: Tensor) -> Lifted:
        """Apply the encoders' first layers and the skip path."""
        return self.encoders.lift(features), self.skip(features)

    def finish(self, lifted: Lifted) -> Tensor:
        """Encode further, apply the heads and add what came by the skip path."""
        first, skipped = lifted
        outputs: Tensor = self.heads(self.level(self.encoders.finish(first))) + skipped
        return outputs

    def penalty(self, parameters: Mapping[str, Tensor]) -> Tensor | None:
        """Return ``strength * sum_t ||theta_t - mean||^2`` over all weights of the encoders."""
        if self.strength == 0:
            return None
        distances = []
        for name, stacked in parameters.items():
            if name.startswith(_ENCODERS):
                # every parameter of the encoders holds one equal part per task, task by task
                n_replicas, size, *rest = stacked.shape
                own = stacked.view(n_replicas, self.encoders.n, size // self.encoders.n, *rest)
                squares = (own - own.mean(dim=1, keepdim=True)).square()
                distances.append(squares.sum(dim=tuple(range(1, squares.dim()))))
        total: Tensor = self.strength * sum(distances[1:], start=distances[0])
        return total
