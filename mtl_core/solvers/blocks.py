"""Symmetric matrices over the weights of all tasks, with a block of its own for every task."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True, eq=False)
class TaskBlocks:
    """One block per task: the weights of different tasks do not meet in the loss.

    Attributes
    ----------
    terms
        Indices of the linear terms of tasks, ``(n_tasks, n_terms)`` per form of task.
    matrices
        Their blocks, ``(n_replicas, n_tasks, n_terms * n_inputs, n_terms * n_inputs)`` per form of
        task; the terms of a task one after the other.
    """

    terms: tuple[Tensor, ...]
    matrices: tuple[Tensor, ...]

    @property
    def n_terms(self) -> int:
        """Linear terms of all tasks."""
        return sum(terms.numel() for terms in self.terms)

    def times(self, weights: Tensor) -> Tensor:
        """Multiply weights, ``(n_replicas, n_inputs, n_terms)`` in and out."""
        by_term = weights.mT
        result = torch.empty_like(by_term)
        for terms, matrices in zip(self.terms, self.matrices, strict=True):
            own = by_term[:, terms]
            product = matrices @ own.flatten(2).unsqueeze(-1)
            result[:, terms] = product.view(own.shape)
        return result.mT

    def inverse_with(self, ridge: Tensor) -> TaskBlocks:
        """Add ``ridge`` ``(n_replicas,)``, above zero, to the diagonal and invert every block."""

        def one(matrices: Tensor) -> Tensor:
            size, kind = matrices.shape[-1], matrices.dtype
            identity = torch.eye(size, dtype=kind, device=matrices.device)
            factor = torch.linalg.cholesky(matrices + ridge[:, None, None, None] * identity)
            return torch.cholesky_inverse(factor)

        return self._map(one)

    def summed(self) -> Tensor:
        """Sum over all pairs of terms, ``(n_replicas, n_inputs, n_inputs)``."""
        parts = []
        for terms, matrices in zip(self.terms, self.matrices, strict=True):
            n_tasks, n_terms = terms.shape
            n_inputs = matrices.shape[-1] // n_terms
            pairs = matrices.view(-1, n_tasks, n_terms, n_inputs, n_terms, n_inputs)
            parts.append(pairs.sum(dim=(1, 2, 4)))
        return functools.reduce(torch.add, parts)

    def mean_diagonal(self) -> Tensor:
        """Return the mean over the diagonal of all blocks, ``(n_replicas,)``."""
        parts = [matrices.diagonal(dim1=2, dim2=3).flatten(1) for matrices in self.matrices]
        return torch.cat(parts, dim=1).mean(dim=1)

    def keep(self, indices: Tensor) -> TaskBlocks:
        """Forget all replicas but those at ``indices``."""
        return self._map(lambda matrices: matrices[indices])

    def _map(self, change: Callable[[Tensor], Tensor]) -> TaskBlocks:
        return TaskBlocks(self.terms, tuple(change(matrices) for matrices in self.matrices))
