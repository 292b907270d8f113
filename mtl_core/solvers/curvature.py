"""The loss of linear models near a point, as a quadratic in their weights."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from mtl_core.solvers.blocks import TaskBlocks
from mtl_core.solvers.predictors import Predictors, TaskForm
from mtl_core.solvers.problem import LinearWeights, Problem

_JITTER = 1e-10
"""Share of its mean diagonal added to a task's curvature in its constants: those of one multiclass
task may all move together at no cost."""

_SMALLEST = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Curvature:
    """Second derivatives of the loss in weights and constants, at some point.

    Attributes
    ----------
    squares
        ``H``, in the weights once the constants have followed; positive semi-definite.
    follow
        How constants follow weights, by form of task,
        ``(n_replicas, n_tasks, n_predictors, n_terms * n_inputs)``.
    inverse
        Of the second derivatives in the constants, by form of task,
        ``(n_replicas, n_tasks, n_predictors, n_predictors)``.
    """

    predictors: Predictors
    squares: TaskBlocks
    follow: tuple[Tensor, ...]
    inverse: tuple[Tensor, ...]

    @classmethod
    def at(cls, problem: Problem, predicted: Tensor) -> Curvature:
        """Sum the curvature at ``predicted`` over the rows."""
        squares, follow, inverse = [], [], []
        forms = problem.predictors.forms
        for form, bends in zip(forms, problem.bends(predicted), strict=True):
            own, mixed, whole = _sums(problem, form, bends)
            inverse.append(torch.linalg.inv(_lifted(own)))
            follow.append(inverse[-1] @ mixed)
            squares.append(whole - mixed.mT @ follow[-1])
        blocks = TaskBlocks(tuple(form.terms for form in forms), tuple(squares))
        return cls(problem.predictors, blocks, tuple(follow), tuple(inverse))

    def right(self, problem: Problem, point: LinearWeights, first: Tensor) -> Tensor:
        """Return ``r`` of the quadratic that touches the loss at a point.

        That is ``1/2 w^T H w - r^T w`` in the weights, constants being at their best.

        Parameters
        ----------
        first
            Slopes in the predictors at the point, ``(n_replicas, n_rows, n_predictors)``.

        Returns
        -------
        Shape ``(n_replicas, n_inputs, n_terms)``.
        """
        of_terms = first @ self.predictors.spread.T
        slope = problem.rows.transposed_products(of_terms).mT.contiguous()
        at_constants = first.sum(dim=1)
        for form, follow in zip(self.predictors.forms, self.follow, strict=True):
            own = at_constants[:, form.places].unsqueeze(-1)
            slope[:, form.terms] -= (follow.mT @ own).view(slope[:, form.terms].shape)
        return self.squares.times(point.weights) - slope.mT

    def keep(self, places: Tensor) -> Curvature:
        """Forget all replicas but those at ``places``."""
        return Curvature(
            self.predictors,
            self.squares.keep(places),
            tuple(follow[places] for follow in self.follow),
            tuple(inverse[places] for inverse in self.inverse),
        )

    def step(self, change: Tensor, first: Tensor) -> LinearWeights:
        """Complete a change of the weights by that of the constants."""
        at_constants, by_term = first.sum(dim=1), change.mT
        constants = torch.zeros_like(at_constants)
        parts = zip(self.predictors.forms, self.follow, self.inverse, strict=True)
        for form, follow, inverse in parts:
            pushed = inverse @ at_constants[:, form.places].unsqueeze(-1)
            followed = follow @ by_term[:, form.terms].flatten(2).unsqueeze(-1)
            constants[:, form.places] = -(pushed + followed).squeeze(-1)
        return LinearWeights(change, constants)


def _sums(problem: Problem, form: TaskForm, bends: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Second derivatives in constants, in constants and weights, and in weights, by task."""
    n_replicas, n_rows, n_tasks, n_predictors, _ = bends.shape
    n_terms, n_inputs = len(form.spread), problem.rows.n_inputs
    across = bends @ form.spread.T
    between = form.spread @ across
    flat = across.reshape(n_replicas, n_rows, -1)
    mixed = problem.rows.transposed_products(flat).mT
    shape = (n_replicas, n_tasks, n_predictors, n_terms * n_inputs)
    whole = flat.new_empty(n_replicas, n_tasks, n_terms, n_terms, n_inputs, n_inputs)
    for one in range(n_terms):
        for other in range(one + 1):
            squares = problem.rows.weighted_squares(between[..., one, other])
            whole[:, :, one, other] = whole[:, :, other, one] = squares
    size = n_terms * n_inputs
    blocks = whole.transpose(3, 4).reshape(n_replicas, n_tasks, size, size)
    return bends.sum(dim=1), mixed.reshape(shape), blocks


def _lifted(own: Tensor) -> Tensor:
    mean = own.diagonal(dim1=-2, dim2=-1).mean(dim=-1)
    added = _JITTER * mean + _SMALLEST
    unit = torch.eye(own.shape[-1], dtype=own.dtype, device=own.device)
    return own + added[..., None, None] * unit
