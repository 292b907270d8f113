"""Newton's method for a smooth loss with a penalty that is minimised as it is (proximal Newton).

J. D. Lee, Y. Sun, M. A. Saunders, Proximal Newton-type methods for minimizing composite functions,
SIAM Journal on Optimization 24 (2014), 1420-1443.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import torch
from torch import Tensor

from mtl_core.solvers.blocks import TaskBlocks
from mtl_core.solvers.curvature import Curvature
from mtl_core.solvers.problem import LinearWeights, Problem

N_ITERATIONS = 200
TOLERANCE = 1e-6

_SUFFICIENT = 1e-4
_ROUNDING = 1e-13
_N_HALVINGS = 30
_SLOW = 0.25


Minimiser: TypeAlias = Callable[[Tensor, Tensor], Tensor]
"""From the linear part ``r`` of a quadratic model, and a start, to the best weights; all
``(n_replicas, n_inputs, n_terms)``."""


class Penalty(Protocol):
    """What is added to the loss, and the best weights under a quadratic model of the loss."""

    def value(self, weights: Tensor) -> Tensor:
        """Return the penalty of each replica's weights, ``(n_replicas,)``."""

    def under(self, hessian: TaskBlocks) -> Minimiser:
        """Return what minimises ``1/2 w^T H w - r^T w`` and the penalty together, for ``H``."""


class ProximalNewton:
    """A minimum that follows the penalty from one strength to the next.

    The Hessian is the costly part: it is computed anew only where the steps before have not gone
    nearly as far as it promised, so once for all strengths when all tasks are regressions.

    Parameters
    ----------
    point
        Where to start.
    ask
        Called before every step; what it raises ends the search.
    tolerance
        Expected decrease of the objective, as a share of one plus the objective, at which the
        minimum is met.

    Attributes
    ----------
    point
        Weights and constants at present.
    """

    def __init__(
        self,
        point: LinearWeights,
        ask: Callable[[], None] = lambda: None,
        tolerance: float = TOLERANCE,
    ) -> None:
        self.point = point
        self._tolerance = tolerance
        self._ask = ask
        self._curvature: Curvature | None = None

    def solve(self, problem: Problem, penalty: Penalty) -> LinearWeights:
        """Move the point to the minimum of loss and penalty and return it."""
        predicted = problem.predicted(self.point)
        expected = predicted.new_full((problem.rows.n_replicas,), torch.inf)
        minimise: Minimiser | None = None
        for _ in range(N_ITERATIONS):
            self._ask()
            if self._curvature is None:
                self._curvature, minimise = Curvature.at(problem, predicted), None
            minimise = minimise or penalty.under(self._curvature.hessian)
            step = self._step(problem, penalty, predicted, self._curvature, minimise)
            self.point = self.point.moved(step.direction, step.lengths)
            predicted = predicted + step.lengths[:, None, None] * step.predicted
            before, expected = expected, step.expected
            if (expected <= self._tolerance * (1 + step.objective.abs())).all():
                break
            if ((expected > _SLOW * before) | (step.lengths < 1)).any():
                self._curvature = None
        return self.point

    def keep(self, indices: Tensor) -> None:
        """Forget all replicas but those at ``indices``."""
        self.point = self.point.keep(indices)
        if self._curvature is not None:
            self._curvature = self._curvature.keep(indices)

    def _step(
        self,
        problem: Problem,
        penalty: Penalty,
        predicted: Tensor,
        curvature: Curvature,
        minimise: Minimiser,
    ) -> _Step:
        gradient = problem.gradient(predicted)
        weights = self.point.weights
        change = minimise(curvature.right(problem, self.point, gradient), weights) - weights
        direction = curvature.step(change, gradient)
        moved = problem.predicted(direction)
        at_start = penalty.value(weights)
        directional = (
            (gradient * moved).sum(dim=(1, 2)) + penalty.value(weights + change) - at_start
        )
        objective = problem.losses(predicted) + at_start

        def at(lengths: Tensor) -> Tensor:
            there = predicted + lengths[:, None, None] * moved
            return problem.losses(there) + penalty.value(
                self.point.moved(direction, lengths).weights
            )

        lengths = _line_search(at, objective, directional)
        return _Step(direction, moved, lengths, -directional, objective)


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """A step in weights and in predictors, its lengths, and the decrease that it promised."""

    direction: LinearWeights
    predicted: Tensor
    lengths: Tensor
    expected: Tensor
    objective: Tensor


def _line_search(at: Callable[[Tensor], Tensor], start: Tensor, directional: Tensor) -> Tensor:
    """Halve the step of those replicas whose objective does not decrease as it should (Armijo).

    Parameters
    ----------
    start, directional
        The objective before the step, and its derivative along it, ``(n_replicas,)``.
    """
    lengths = torch.ones_like(start)
    for _ in range(_N_HALVINGS):
        wanted = start + _SUFFICIENT * lengths * directional + _ROUNDING * (1 + start.abs())
        # cut points that do not rise give no finite loss, which is no fall either
        short = ~(at(lengths) <= wanted)
        if not short.any():
            return lengths
        lengths = torch.where(short, lengths / 2, lengths)
    return torch.where(short, torch.zeros_like(lengths), lengths)
