"""Linear heads on representations of which every task has its own."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mtl_core.schema import OutputLayout, TaskKind


class TaskHeads(nn.Module):
    """One linear head per task, each on the representation of its task.

    Input of shape ``(n_tasks, batch, width)`` in the order of the layout, output
    ``(batch, layout.width)``. All heads start at zero.
    """

    def __init__(self, width: int, layout: OutputLayout) -> None:
        super().__init__()
        self.layout = layout
        self.weight = nn.Parameter(torch.zeros(layout.width, width))
        self.bias = nn.Parameter(torch.zeros(layout.width))

    def forward(self, representations: Tensor) -> Tensor:
        """Apply every head to its task's representation."""
        multiclass = self.layout.of_kind(TaskKind.MULTICLASS)
        n_scalar = self.layout.n_tasks - len(multiclass)
        scalar = representations[:n_scalar] @ self.weight[:n_scalar].unsqueeze(-1)
        parts = [scalar.squeeze(-1).T] if n_scalar else []
        for place, task in enumerate(multiclass, start=n_scalar):
            own = self.weight[self.layout.columns(task.name)]
            parts.append(representations[place] @ own.T)
        return torch.cat(parts, dim=-1) + self.bias
