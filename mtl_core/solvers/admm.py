"""Least squares with a trace norm, by the alternating direction method of multipliers.

S. Boyd et al., Distributed optimization and statistical learning via the alternating direction
method of multipliers, Foundations and Trends in Machine Learning 3 (2011), sections 3.3 (stopping),
3.4.1 (penalty that follows the residuals) and 3.4.3 (over-relaxation).
"""

from __future__ import annotations

import torch
from torch import Tensor

from mtl_core.solvers.blocks import TaskBlocks

N_ITERATIONS = 2000
TOLERANCE = 1e-6
"""Residuals, relative to what they are the difference of, at which the two copies agree."""

RELAXATION = 1.6
_EVERY = 10
_APART = 5.0
_SMALLEST = 1e-8
_SMALL = 1e-3


def soft_threshold(matrices: Tensor, thresholds: Tensor) -> Tensor:
    """Lower all singular values by a threshold, none below zero.

    Parameters
    ----------
    matrices
        ``(n, rows, columns)``; the smaller side is best the second.
    thresholds
        ``(n,)``.
    """
    squares, directions = torch.linalg.eigh(matrices.mT @ matrices)
    sizes = squares.clamp(min=0).sqrt()
    kept = (1 - thresholds.unsqueeze(1) / sizes.clamp(min=torch.finfo(sizes.dtype).tiny)).clamp(0)
    lowered: Tensor = matrices @ (directions * kept.unsqueeze(1)) @ directions.mT
    return lowered


class TraceNormLeastSquares:
    """``1/2 w^T H w - r^T w  +  strength * ||W||_*`` of several replicas, for any ``r``.

    How hard the two copies of the weights are pulled together is adapted, and kept from one ``r``
    to the next.

    Parameters
    ----------
    squares
        ``H``, positive semi-definite.
    strengths
        ``(n_replicas,)``.
    """

    def __init__(self, squares: TaskBlocks, strengths: Tensor) -> None:
        self._squares = squares
        self._strengths = strengths
        self._rho = squares.mean_diagonal().clamp(min=_SMALLEST)
        self._inverse = squares.inverse_with(self._rho)

    def minimise(self, right: Tensor, start: Tensor) -> Tensor:
        """Find the best weights.

        Parameters
        ----------
        right, start
            ``r``, and weights near the minimum, ``(n_replicas, n_inputs, n_terms)``.

        Returns
        -------
        The copy of the weights that has been thresholded: its rank is low exactly.
        """
        low = start
        dual = (right - self._squares.times(start)) / self._rho[:, None, None]
        for iteration in range(1, N_ITERATIONS + 1):
            free = self._inverse.times(right + self._rho[:, None, None] * (low - dual))
            relaxed = RELAXATION * free + (1 - RELAXATION) * low
            before, low = low, soft_threshold(relaxed + dual, self._strengths / self._rho)
            dual = dual + relaxed - low
            apart = _norms(free - low) / torch.maximum(_norms(free), _norms(low)).clamp(_SMALL)
            moved = _norms(low - before) / _norms(dual).clamp(_SMALL)
            if max(apart.max(), moved.max()) <= TOLERANCE:
                break
            if iteration % _EVERY == 0:
                dual = dual / self._adapted(apart, moved)[:, None, None]
        return low

    def _adapted(self, apart: Tensor, moved: Tensor) -> Tensor:
        """Pull harder where copies are far apart, softer where they move much; by how much."""
        factor = torch.ones_like(self._rho)
        factor[apart > _APART * moved] = 2.0
        factor[moved > _APART * apart] = 0.5
        if (factor != 1).any():
            self._rho = self._rho * factor
            self._inverse = self._squares.inverse_with(self._rho)
        return factor


def _norms(matrices: Tensor) -> Tensor:
    norms: Tensor = torch.linalg.matrix_norm(matrices)
    return norms
