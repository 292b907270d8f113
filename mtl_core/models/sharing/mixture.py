"""Multi-gate mixture of experts (Ma 2018): experts for all tasks, one gate per task."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mtl_core.models.encoders import MultilayerPerceptron, ParallelPerceptrons
from mtl_core.models.heads import TaskHeads
from mtl_core.models.level import SharedLevel
from mtl_core.models.network import Lifted, Network
from mtl_core.models.skip import SkipPath
from mtl_core.schema import OutputLayout
from mtl_core.schema.specs import MixtureOfExperts


class MixtureOfExpertsNetwork(Network):
    """Experts that all tasks share, mixed for every task by a gate that reads the features.

    Input of shape ``(batch, n_inputs)``, output ``(batch, layout.width)``. Experts start from
    weights of their own, gates at equal shares, heads and skip path at zero.
    """

    def __init__(self, design: MixtureOfExperts, n_inputs: int, layout: OutputLayout) -> None:
        super().__init__()
        self.experts = ParallelPerceptrons(
            [
                MultilayerPerceptron(
                    n_inputs, width=design.width, depth=design.depth, dropout=design.dropout
                )
                for _ in range(design.n_experts)
            ]
        )
        self.level = SharedLevel(design.n_experts, design.width)
        self.n_tasks = layout.n_tasks
        self.gates = nn.Linear(n_inputs, layout.n_tasks * design.n_experts)
        self.heads = TaskHeads(design.width, layout)
        self.skip = SkipPath(n_inputs, layout.width)
        for parameter in (self.gates.weight, self.gates.bias):
            nn.init.zeros_(parameter)

    def lift(self, features: Tensor) -> Lifted:
        """Apply the experts' first layers, the gates before their softmax, and the skip path."""
        return self.experts.lift(features), self.gates(features), self.skip(features)

    def finish(self, lifted: Lifted) -> Tensor:
        """Encode further, mix for every task, apply the heads and add the skip path."""
        first, gates, skipped = lifted
        shares = gates.view(len(gates), self.n_tasks, -1).softmax(dim=-1)
        experts = self.level(self.experts.finish(first))
        mixed = torch.bmm(shares, experts.transpose(0, 1))
        outputs: Tensor = self.heads(mixed.transpose(0, 1)) + skipped
        return outputs
