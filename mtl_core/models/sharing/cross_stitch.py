"""Cross-stitch networks (Misra 2016): task networks that mix their units layer by layer."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mtl_core.models.encoders import MultilayerPerceptron, ParallelPerceptrons
from mtl_core.models.heads import TaskHeads
from mtl_core.models.level import SharedLevel
from mtl_core.models.network import Lifted, Network
from mtl_core.models.skip import SkipPath
from mtl_core.schema import OutputLayout
from mtl_core.schema.specs import CrossStitch


class CrossStitchNetwork(Network):
    """One encoder per task; after every hidden layer each goes on with a mixture of all.

    Input of shape ``(batch, n_inputs)``, output ``(batch, layout.width)``. A group has two tasks or
    more. All encoders start from the same weights; heads and skip path start at zero.
    """

    def __init__(self, design: CrossStitch, n_inputs: int, layout: OutputLayout) -> None:
        super().__init__()
        one = MultilayerPerceptron(
            n_inputs, width=design.width, depth=design.depth, dropout=design.dropout
        )
        self.mixing = design.mixing
        self.rate = design.rate
        self.encoders = ParallelPerceptrons([one] * layout.n_tasks)
        self.changes = nn.ParameterList(
            torch.zeros(layout.n_tasks, layout.n_tasks) for _ in range(design.depth)
        )
        """What was learned of each layer's stitch, taking before giving task, times ``1/rate``."""
        self.level = SharedLevel(layout.n_tasks, design.width)
        self.heads = TaskHeads(design.width, layout)
        self.skip = SkipPath(n_inputs, layout.width)

    def lift(self, features: Tensor) -> Lifted:
        """Apply the encoders' first layers and the skip path."""
        return self.encoders.lift(features), self.skip(features)

    def finish(self, lifted: Lifted) -> Tensor:
        """Encode further, mixing after every layer, apply the heads and add the skip path."""
        first, skipped = lifted
        outputs: Tensor = self.heads(self.encoders.finish(first, self._mix)) + skipped
        return outputs

    def stitch(self, layer: int) -> Tensor:
        """Return the mixing weights after a hidden layer, ``(taking task, giving task)``."""
        changes = self.changes[layer]
        n_tasks = changes.shape[-1]
        given = self.mixing / (n_tasks - 1)
        own = torch.eye(n_tasks, device=changes.device)
        stitch: Tensor = own * (1 - self.mixing - given) + given + self.rate * changes
        return stitch

    def _mix(self, layer: int, hidden: Tensor) -> Tensor:
        if layer == len(self.changes) - 1:
            hidden = self.level(hidden)
        mixed: Tensor = self.stitch(layer) @ hidden.flatten(1)
        return mixed.view(hidden.shape)
