"""L-BFGS for every replica of a stack at once (Nocedal & Wright 2006, algorithm 7.5).

Each replica has its own history, its own direction and its own step length; only the evaluations of
the objective are shared.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeAlias

import torch
from torch import Tensor

from mtl_core.models import StackedParameters

Objective: TypeAlias = Callable[[], Tensor]
"""Computes each replica's objective, ``(n_live,)``, and leaves its gradients in the parameters."""

SUFFICIENT = 1e-4
"""Share of the fall that the slope promises which a step must reach (Armijo)."""

MOST_TRIALS = 20
"""Step lengths tried before a replica stays where it is."""

_ROUNDING = 1e-7
_SMALLEST_CURVATURE = 1e-10


class QuasiNewton:
    """Directions from the last steps, step lengths by backtracking."""

    def __init__(self, parameters: StackedParameters, history: int) -> None:
        self._parameters = parameters
        self._pairs: deque[tuple[Tensor, Tensor, Tensor]] = deque(maxlen=history)
        self._known: tuple[Tensor, Tensor] | None = None

    def step(self, objective: Objective) -> None:
        """Take one step in every replica; one that finds no lower point stays where it is."""
        here = self._point()
        value, slope = self._known or self._evaluate(objective)
        direction = self._direction(slope)
        falling = (direction * slope).sum(dim=1)
        uphill = falling >= 0
        direction[uphill] = -slope[uphill]
        falling[uphill] = -slope[uphill].square().sum(dim=1)
        found, new_value, new_slope = self._search(objective, here, value, direction, falling)
        self._remember(found - here, new_slope - slope)
        self._known = new_value, new_slope

    def keep(self, parameters: StackedParameters, places: Tensor) -> None:
        """Forget all replicas but those at ``places``; ``parameters`` are what is left."""
        self._parameters = parameters
        pairs = [(s[places], y[places], inverse[places]) for s, y, inverse in self._pairs]
        self._pairs = deque(pairs, maxlen=self._pairs.maxlen)
        if self._known is not None:
            self._known = self._known[0][places], self._known[1][places]

    def _direction(self, slope: Tensor) -> Tensor:
        """Multiply by the approximate inverse of the curvature: the two-loop recursion."""
        rest, shares = slope.clone(), []
        for moved, turned, inverse in reversed(self._pairs):
            share = inverse * (moved * rest).sum(dim=1)
            rest -= share.unsqueeze(1) * turned
            shares.append(share)
        rest *= self._scale(slope).unsqueeze(1)
        for (moved, turned, inverse), share in zip(self._pairs, reversed(shares), strict=True):
            back = inverse * (turned * rest).sum(dim=1)
            rest += (share - back).unsqueeze(1) * moved
        direction: Tensor = -rest
        return direction

    def _scale(self, slope: Tensor) -> Tensor:
        """Length of the first guess of the inverse: that of the newest pair, or a short step."""
        short: Tensor = 1 / slope.norm(dim=1).clamp(min=1.0)
        if not self._pairs:
            return short
        moved, turned, inverse = self._pairs[-1]
        newest = (moved * turned).sum(dim=1) / turned.square().sum(dim=1).clamp(min=1e-300)
        scale: Tensor = torch.where(inverse > 0, newest, short)
        return scale

    def _search(
        self, objective: Objective, here: Tensor, value: Tensor, direction: Tensor, falling: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Shorten each replica's step until its objective has fallen enough."""
        length = torch.ones_like(value)
        for _ in range(MOST_TRIALS):
            self._move_to(here + length.unsqueeze(1) * direction)
            new_value, new_slope = self._evaluate(objective)
            allowed = value + SUFFICIENT * length * falling + _ROUNDING * value.abs()
            enough = new_value <= allowed
            if bool(enough.all()):
                break
            length = torch.where(
                enough, length, length * _shortened(length, value, new_value, falling)
            )
        else:
            length = torch.where(enough, length, 0.0)
            self._move_to(here + length.unsqueeze(1) * direction)
            new_value, new_slope = self._evaluate(objective)
        return here + length.unsqueeze(1) * direction, new_value, new_slope

    def _remember(self, moved: Tensor, turned: Tensor) -> None:
        """Keep a pair; in a replica without curvature along the step it counts for nothing."""
        product = (moved * turned).sum(dim=1)
        curved = product > _SMALLEST_CURVATURE * turned.square().sum(dim=1)
        inverse = torch.where(curved, 1 / product.where(curved, torch.ones_like(product)), 0.0)
        self._pairs.append((moved, turned, inverse))

    def _evaluate(self, objective: Objective) -> tuple[Tensor, Tensor]:
        value = objective().double()
        grads = [
            torch.zeros_like(p) if p.grad is None else p.grad for p in self._parameters.values()
        ]
        return value, torch.cat([grad.flatten(1) for grad in grads], dim=1).double()

    def _point(self) -> Tensor:
        parts = [p.detach().flatten(1) for p in self._parameters.values()]
        return torch.cat(parts, dim=1).double()

    @torch.no_grad()
    def _move_to(self, point: Tensor) -> None:
        sizes = [p[0].numel() for p in self._parameters.values()]
        for p, part in zip(
            self._parameters.values(), torch.split(point, sizes, dim=1), strict=True
        ):
            p.copy_(part.view(p.shape))


def _shortened(length: Tensor, value: Tensor, new_value: Tensor, falling: Tensor) -> Tensor:
    """Share of a step length at the minimum of a parabola through what is known, 0.1 to 0.5."""
    beyond = new_value - value - falling * length
    share = -falling * length / (2 * beyond)
    return share.nan_to_num(0.1).clamp(0.1, 0.5)
