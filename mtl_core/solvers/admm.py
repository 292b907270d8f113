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
_RATIO = 5.0
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
    eigenvalues, vectors = torch.linalg.eigh(matrices.mT @ matrices)
    singular = eigenvalues.clamp(min=0).sqrt()
    tiny = torch.finfo(singular.dtype).tiny
    kept = (1 - thresholds.unsqueeze(1) / singular.clamp(min=tiny)).clamp(0)
    lowered: Tensor = matrices @ (vectors * kept.unsqueeze(1)) @ vectors.mT
    return lowered


class TraceNormLeastSquares:
    """``1/2 w^T H w - r^T w  +  strength * ||W||_*`` of several replicas, for any ``r``.

    The penalty ``rho`` on the difference of the two copies of the weights is adapted, and kept from
    one ``r`` to the next.

    Parameters
    ----------
    hessian
        ``H``, positive semi-definite.
    strengths
        ``(n_replicas,)``.
    """

    def __init__(self, hessian: TaskBlocks, strengths: Tensor) -> None:
        self._hessian = hessian
        self._strengths = strengths
        self._rho = hessian.mean_diagonal().clamp(min=_SMALLEST)
        self._inverse = hessian.inverse_with(self._rho)

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
        dual = (right - self._hessian.times(start)) / self._rho[:, None, None]
        for iteration in range(1, N_ITERATIONS + 1):
            free = self._inverse.times(right + self._rho[:, None, None] * (low - dual))
            relaxed = RELAXATION * free + (1 - RELAXATION) * low
            before, low = low, soft_threshold(relaxed + dual, self._strengths / self._rho)
            dual = dual + relaxed - low
            primal_residual = _norms(free - low) / torch.maximum(_norms(free), _norms(low)).clamp(
                _SMALL
            )
            dual_residual = _norms(low - before) / _norms(dual).clamp(_SMALL)
            if max(primal_residual.max(), dual_residual.max()) <= TOLERANCE:
                break
            if iteration % _EVERY == 0:
                dual = dual / self._adapted(primal_residual, dual_residual)[:, None, None]
        return low

    def _adapted(self, primal_residual: Tensor, dual_residual: Tensor) -> Tensor:
        """Raise ``rho`` where copies are far apart, lower it where they move much; by how much."""
        factor = torch.ones_like(self._rho)
        factor[primal_residual > _RATIO * dual_residual] = 2.0
        factor[dual_residual > _RATIO * primal_residual] = 0.5
        if (factor != 1).any():
            self._rho = self._rho * factor
            self._inverse = self._hessian.inverse_with(self._rho)
        return factor


def _norms(matrices: Tensor) -> Tensor:
    norms: Tensor = torch.linalg.matrix_norm(matrices)
    return norms
