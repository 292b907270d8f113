"""Progressive layered extraction (Tang 2020): shared and private experts in levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from mtl_core.models.dropout import SharedDropout
from mtl_core.models.encoders import with_gains
from mtl_core.models.heads import TaskHeads
from mtl_core.models.level import SharedLevel
from mtl_core.models.network import Lifted, Network
from mtl_core.models.skip import SkipPath
from mtl_core.schema import OutputLayout
from mtl_core.schema.specs import ProgressiveExperts


@dataclass(frozen=True, slots=True)
class _Sizes:
    n_tasks: int
    n_shared: int
    n_private: int
    width: int

    @property
    def n_experts(self) -> int:
        return self.n_shared + self.n_tasks * self.n_private

    @property
    def n_own(self) -> int:
        """Experts that one task's gate mixes."""
        return self.n_shared + self.n_private

    def draw(self, n_inputs: int) -> tuple[list[nn.Linear], list[nn.Linear]]:
        """Draw first weights: shared experts, and the private ones of any task."""
        shared = [nn.Linear(n_inputs, self.width) for _ in range(self.n_shared)]
        return shared, [nn.Linear(n_inputs, self.width) for _ in range(self.n_private)]


class ProgressiveExpertsNetwork(Network):
    """Levels of experts, some shared and some a task's own, each level mixed by gates.

    Input of shape ``(batch, n_inputs)``, output ``(batch, layout.width)``. Shared experts start
    from weights of their own, private ones alike for all tasks; gates start at equal shares, heads
    and skip path at zero.
    """

    def __init__(self, design: ProgressiveExperts, n_inputs: int, layout: OutputLayout) -> None:
        super().__init__()
        sizes = _Sizes(layout.n_tasks, design.n_shared, design.n_private, design.width)
        self.sizes = sizes
        shared, private = sizes.draw(n_inputs)
        experts = [*shared, *(private * sizes.n_tasks)]
        self.experts = nn.Parameter(torch.cat([each.weight.detach() for each in experts]))
        self.gains = nn.Parameter(torch.zeros(sizes.n_experts * n_inputs))
        self.expert_biases = nn.Parameter(torch.cat([each.bias.detach() for each in experts]))
        self.later = nn.ModuleList(
            _Level(sizes, last=level == design.levels - 1) for level in range(1, design.levels)
        )
        self.dropouts = nn.ModuleList(
            SharedDropout(design.width, design.dropout) for _ in range(design.levels)
        )
        n_gates = sizes.n_tasks * sizes.n_own + (sizes.n_experts if design.levels > 1 else 0)
        self.gates = nn.Linear(n_inputs, n_gates)
        self.level = SharedLevel(design.n_shared, design.width)
        self.heads = TaskHeads(design.width, layout)
        self.skip = SkipPath(n_inputs, layout.width)
        for parameter in (self.gates.weight, self.gates.bias):
            nn.init.zeros_(parameter)

    def lift(self, features: Tensor) -> Lifted:
        """Apply the first level's experts and gates before their softmax, and the skip path."""
        own = self.experts.view(self.sizes.n_experts, -1, features.shape[-1])
        weights = with_gains(own, self.gains.view(len(own), -1)).flatten(0, 1)
        experts = nn.functional.linear(features, weights, self.expert_biases)
        return experts, self.gates(features), self.skip(features)

    def finish(self, lifted: Lifted) -> Tensor:
        """Mix the first level, go through the others, apply the heads and add the skip path."""
        first, gates, skipped = lifted
        sizes, n_rows = self.sizes, len(first)
        units = first.view(n_rows, sizes.n_experts, sizes.width).transpose(0, 1)
        units = self.dropouts[0](units.relu())
        if not len(self.later):
            units = self.level(units)
        n_gates = sizes.n_tasks * sizes.n_own
        of_tasks = gates[:, :n_gates].view(n_rows, sizes.n_tasks, sizes.n_own).transpose(0, 1)
        tasks = _mix_for_tasks(units, of_tasks, sizes)
        if len(self.later):
            shared = _mix_for_all(units, gates[:, n_gates:])
        for module, dropout in zip(self.later, list(self.dropouts)[1:], strict=True):
            level = cast("_Level", module)
            units = dropout(level.units(tasks, shared).relu())
            if level.last:
                units = self.level(units)
            next_tasks = _mix_for_tasks(units, level.gates_of_tasks(tasks), sizes)
            if not level.last:
                shared = _mix_for_all(units, level.gate_of_all(shared))
            tasks = next_tasks
        outputs: Tensor = self.heads(tasks) + skipped
        return outputs


class _Level(nn.Module):
    """A level after the first: experts and gates that read what the level before has mixed."""

    def __init__(self, sizes: _Sizes, *, last: bool) -> None:
        super().__init__()
        self.sizes = sizes
        self.last = last
        n_tasks, width = sizes.n_tasks, sizes.width
        shared, private = sizes.draw(width)
        self.shared = nn.Parameter(torch.cat([each.weight.detach() for each in shared]))
        self.shared_biases = nn.Parameter(torch.cat([each.bias.detach() for each in shared]))
        if private:
            weights = torch.cat([each.weight.detach() for each in private]).T
            biases = torch.cat([each.bias.detach() for each in private])
            self.private = nn.Parameter(weights.repeat(n_tasks, 1, 1))
            self.private_biases = nn.Parameter(biases.repeat(n_tasks))
        self.task_gates = nn.Parameter(torch.zeros(n_tasks, width, sizes.n_own))
        self.task_gate_biases = nn.Parameter(torch.zeros(n_tasks * sizes.n_own))
        if not last:
            self.shared_gate = nn.Parameter(torch.zeros(sizes.n_experts, width))
            self.shared_gate_biases = nn.Parameter(torch.zeros(sizes.n_experts))

    def units(self, tasks: Tensor, shared: Tensor) -> Tensor:
        """Apply the experts: shared ones to what is shared, private ones to their task's."""
        sizes, n_rows = self.sizes, len(shared)
        of_all = nn.functional.linear(shared, self.shared, self.shared_biases)
        parts = [of_all.view(n_rows, sizes.n_shared, sizes.width).transpose(0, 1)]
        if sizes.n_private:
            biases = self.private_biases.view(sizes.n_tasks, 1, -1)
            own = torch.baddbmm(biases, tasks, self.private)
            own = own.view(sizes.n_tasks, n_rows, sizes.n_private, sizes.width).transpose(1, 2)
            parts.append(own.reshape(-1, n_rows, sizes.width))
        return torch.cat(parts)

    def gates_of_tasks(self, tasks: Tensor) -> Tensor:
        """Return every task's gate before its softmax, ``(n_tasks, batch, n_own)``."""
        biases = self.task_gate_biases.view(self.sizes.n_tasks, 1, -1)
        return torch.baddbmm(biases, tasks, self.task_gates)

    def gate_of_all(self, shared: Tensor) -> Tensor:
        """Return the shared gate before its softmax, ``(batch, n_experts)``."""
        return nn.functional.linear(shared, self.shared_gate, self.shared_gate_biases)


def _mix_for_tasks(units: Tensor, gates: Tensor, sizes: _Sizes) -> Tensor:
    """Mix for each task the shared experts and its own, ``(n_tasks, batch, width)``."""
    shared = units[: sizes.n_shared].expand(sizes.n_tasks, -1, -1, -1)
    own_shape = (sizes.n_tasks, sizes.n_private, *units.shape[1:])
    pool = torch.cat([shared, units[sizes.n_shared :].reshape(own_shape)], dim=1)
    shares = gates.softmax(dim=-1).transpose(1, 2).unsqueeze(-1)
    return (shares * pool).sum(dim=1)


def _mix_for_all(units: Tensor, gate: Tensor) -> Tensor:
    """Mix all experts, shared and private, for the next level's shared ones, ``(batch, width)``."""
    return (gate.softmax(dim=-1).T.unsqueeze(-1) * units).sum(dim=0)
