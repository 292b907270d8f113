"""Penalties that tie the weights of the tasks to each other."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from mtl_core.solvers.admm import TraceNormLeastSquares
from mtl_core.solvers.blocks import TaskBlocks
from mtl_core.solvers.newton import Minimiser

SMALLEST = 1e-8
"""A ridge penalty of 0 is taken as this, so that weights of constant columns are defined."""


@dataclass(frozen=True, slots=True, eq=False)
class SharedRidge:
    """``shared * ||w_0||^2 + own * sum_k ||w_k - w_0||^2`` with the best ``w_0`` (Evgeniou 2004).

    Attributes
    ----------
    shared, own
        One penalty per replica, ``(n_replicas,)``.
    """

    shared: Tensor
    own: Tensor

    def value(self, weights: Tensor) -> Tensor:
        """Return the penalty of weights ``(n_replicas, n_inputs, n_terms)``, ``(n_replicas,)``."""
        shared, own = self._floored()
        of_all = self.shared_weights(weights)
        apart = (weights - of_all).square().sum(dim=(1, 2))
        return shared * of_all.square().sum(dim=(1, 2)) + own * apart

    def shared_weights(self, weights: Tensor) -> Tensor:
        """Return the best shared part ``w_0`` of weights, ``(n_replicas, n_inputs, 1)``."""
        shared, own = self._floored()
        share = own / (shared + own * weights.shape[2])
        return share[:, None, None] * weights.sum(dim=2, keepdim=True)

    def under(self, hessian: TaskBlocks) -> Minimiser:
        """Return what solves the normal equations of all weights at once.

        Each task's equations give its weights from ``w_0``; what is left is a system in ``w_0``
        alone (a Schur complement).
        """
        shared, own = (2 * penalty for penalty in self._floored())
        inverse = hessian.inverse_with(own)
        ridge = own[:, None, None]
        summed = inverse.summed()
        identity = torch.eye(summed.shape[1], dtype=summed.dtype, device=summed.device)
        diagonal = (shared + hessian.n_terms * own)[:, None, None]
        schur = diagonal * identity - ridge.square() * summed

        def minimise(right: Tensor, start: Tensor) -> Tensor:
            del start
            alone = inverse.times(right)
            shared_weights = torch.linalg.solve(schur, ridge * alone.sum(dim=2, keepdim=True))
            return alone + ridge * inverse.times(shared_weights.expand_as(alone))

        return minimise

    def _floored(self) -> tuple[Tensor, Tensor]:
        return self.shared.clamp(min=SMALLEST), self.own.clamp(min=SMALLEST)


@dataclass(frozen=True, slots=True, eq=False)
class TraceNormPenalty:
    """``strength * ||W||_*``, the sum of the singular values of all weights (Argyriou 2008).

    Attributes
    ----------
    strength
        One per replica, ``(n_replicas,)``.
    """

    strength: Tensor

    def value(self, weights: Tensor) -> Tensor:
        """Return the penalty of weights ``(n_replicas, n_inputs, n_terms)``, ``(n_replicas,)``."""
        sizes: Tensor = torch.linalg.svdvals(weights)
        return self.strength * sizes.sum(dim=1)

    def under(self, hessian: TaskBlocks) -> Minimiser:
        """Return what splits weights from their penalty and lets them agree (ADMM)."""
        return TraceNormLeastSquares(hessian, self.strength).minimise
