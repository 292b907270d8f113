"""A linear model of all tasks of a group, and its loss with first and second derivatives."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from mtl_core.solvers.predictors import Predictors
from mtl_core.solvers.rows import Rows


@dataclass(frozen=True, slots=True, eq=False)
class LinearWeights:
    """Linear models of several replicas.

    Attributes
    ----------
    weights
        ``(n_replicas, n_inputs, n_terms)``.
    constants
        ``(n_replicas, n_predictors)``.
    """

    weights: Tensor
    constants: Tensor

    def moved(self, step: LinearWeights, lengths: Tensor) -> LinearWeights:
        """Go a share ``lengths`` ``(n_replicas,)`` of a step."""
        return LinearWeights(
            self.weights + lengths[:, None, None] * step.weights,
            self.constants + lengths[:, None] * step.constants,
        )

    def keep(self, indices: Tensor) -> LinearWeights:
        """Forget all replicas but those at ``indices``."""
        return LinearWeights(self.weights[indices], self.constants[indices])


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Loss of the tasks of a group: the sum over tasks of the mean over their labelled rows.

    Attributes
    ----------
    labels
        ``(n_replicas, n_rows, n_tasks)``, double precision.
    shares
        Weight of each row on each task, of the same shape: one over the number of the task's
        labelled rows, 0 where the label is unknown.
    """

    rows: Rows
    labels: Tensor
    shares: Tensor
    predictors: Predictors

    @property
    def without_features(self) -> LinearWeights:
        """The models that predict base rates."""
        constants = self.predictors.at_base_rates(self.labels, self.shares)
        shape = (self.rows.n_replicas, self.rows.n_inputs, self.predictors.n_terms)
        return LinearWeights(constants.new_zeros(shape), constants)

    def predicted(self, point: LinearWeights) -> Tensor:
        """Return the predictors of all rows, ``(n_replicas, n_rows, n_predictors)``."""
        terms = self.rows.products(point.weights)
        return terms @ self.predictors.spread + point.constants.unsqueeze(1)

    def losses(self, predicted: Tensor) -> Tensor:
        """Return the loss of each replica, ``(n_replicas,)``."""
        losses = self.predictors.row_losses(predicted, self.labels)
        return (losses * self.shares).sum(dim=(1, 2))

    def gradient(self, predicted: Tensor) -> Tensor:
        """Differentiate the loss in every predictor of every row, shaped as they are."""
        predicted = predicted.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(self.losses(predicted).sum(), predicted)
        return gradient

    def hessians(self, predicted: Tensor) -> tuple[Tensor, ...]:
        """Differentiate the loss twice in the predictors of the same task, row by row.

        Returns
        -------
        By form of task, ``(n_replicas, n_rows, n_tasks, n_predictors, n_predictors)``.
        """
        predicted = predicted.detach().requires_grad_()
        total = self.losses(predicted).sum()
        (gradient,) = torch.autograd.grad(total, predicted, create_graph=True)
        found = []
        for form in self.predictors.forms:
            chosen = [gradient[..., indices].sum() for indices in form.predictors.T]
            second = [torch.autograd.grad(one, predicted, retain_graph=True)[0] for one in chosen]
            found.append(torch.stack([each[..., form.predictors] for each in second], dim=-2))
        return tuple(found)
