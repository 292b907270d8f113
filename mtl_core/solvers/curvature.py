"""The loss of linear models near a point, as a quadratic in their weights."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from mtl_core.solvers.blocks import TaskBlocks
from mtl_core.solvers.predictors import Predictors, TaskForm
from mtl_core.solvers.problem import LinearWeights, Problem

_JITTER = 1e-10
"""Share of its mean diagonal added to a task's Hessian in its constants: those of one multiclass
task may all move together at no cost."""

_SMALLEST = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Curvature:
    """Second derivatives of the loss in weights and constants, at some point.

    Attributes
    ----------
    hessian
        ``H``, in the weights once the constants have followed; positive semi-definite.
    follow
        How constants follow weights, by form of task,
        ``(n_replicas, n_tasks, n_predictors, n_terms * n_inputs)``.
    inverse
        Of the second derivatives in the constants, by form of task,
        ``(n_replicas, n_tasks, n_predictors, n_predictors)``.
    """

    predictors: Predictors
    hessian: TaskBlocks
    follow: tuple[Tensor, ...]
    inverse: tuple[Tensor, ...]

    @classmethod
    def at(cls, problem: Problem, predicted: Tensor) -> Curvature:
        """Sum the second derivatives at ``predicted`` over the rows."""
        blocks, follow, inverse = [], [], []
        forms = problem.predictors.forms
        for form, hessians in zip(forms, problem.hessians(predicted), strict=True):
            of_constants, mixed, of_weights = _sums(problem, form, hessians)
            inverse.append(torch.linalg.inv(_with_jitter(of_constants)))
            follow.append(inverse[-1] @ mixed)
            blocks.append(of_weights - mixed.mT @ follow[-1])
        hessian = TaskBlocks(tuple(form.terms for form in forms), tuple(blocks))
        return cls(problem.predictors, hessian, tuple(follow), tuple(inverse))

    def right(self, problem: Problem, point: LinearWeights, gradient: Tensor) -> Tensor:
        """Return ``r`` of the quadratic that touches the loss at a point.

        That is ``1/2 w^T H w - r^T w`` in the weights, constants being at their best.

        Parameters
        ----------
        gradient
            In the predictors at the point, ``(n_replicas, n_rows, n_predictors)``.

        Returns
        -------
        Shape ``(n_replicas, n_inputs, n_terms)``.
        """
        of_terms = gradient @ self.predictors.spread.T
        of_weights = problem.rows.transposed_products(of_terms).mT.contiguous()
        of_constants = gradient.sum(dim=1)
        for form, follow in zip(self.predictors.forms, self.follow, strict=True):
            own = of_constants[:, form.predictors].unsqueeze(-1)
            of_weights[:, form.terms] -= (follow.mT @ own).view(of_weights[:, form.terms].shape)
        return self.hessian.times(point.weights) - of_weights.mT

    def keep(self, indices: Tensor) -> Curvature:
        """Forget all replicas but those at ``indices``."""
        return Curvature(
            self.predictors,
            self.hessian.keep(indices),
            tuple(follow[indices] for follow in self.follow),
            tuple(inverse[indices] for inverse in self.inverse),
        )

    def step(self, change: Tensor, gradient: Tensor) -> LinearWeights:
        """Complete a change of the weights by that of the constants."""
        of_constants, by_term = gradient.sum(dim=1), change.mT
        constants = torch.zeros_like(of_constants)
        parts = zip(self.predictors.forms, self.follow, self.inverse, strict=True)
        for form, follow, inverse in parts:
            newton = inverse @ of_constants[:, form.predictors].unsqueeze(-1)
            followed = follow @ by_term[:, form.terms].flatten(2).unsqueeze(-1)
            constants[:, form.predictors] = -(newton + followed).squeeze(-1)
        return LinearWeights(change, constants)


def _sums(problem: Problem, form: TaskForm, hessians: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Second derivatives in constants, in constants and weights, and in weights, by task."""
    n_replicas, n_rows, n_tasks, n_predictors, _ = hessians.shape
    n_terms, n_inputs = len(form.spread), problem.rows.n_inputs
    across = hessians @ form.spread.T
    between = form.spread @ across
    flat = across.reshape(n_replicas, n_rows, -1)
    mixed = problem.rows.transposed_products(flat).mT
    shape = (n_replicas, n_tasks, n_predictors, n_terms * n_inputs)
    pairs = flat.new_empty(n_replicas, n_tasks, n_terms, n_terms, n_inputs, n_inputs)
    for one in range(n_terms):
        for other in range(one + 1):
            gram = problem.rows.weighted_gram(between[..., one, other])
            pairs[:, :, one, other] = pairs[:, :, other, one] = gram
    size = n_terms * n_inputs
    blocks = pairs.transpose(3, 4).reshape(n_replicas, n_tasks, size, size)
    return hessians.sum(dim=1), mixed.reshape(shape), blocks


def _with_jitter(hessian: Tensor) -> Tensor:
    mean = hessian.diagonal(dim1=-2, dim2=-1).mean(dim=-1)
    added = _JITTER * mean + _SMALLEST
    identity = torch.eye(hessian.shape[-1], dtype=hessian.dtype, device=hessian.device)
    return hessian + added[..., None, None] * identity
