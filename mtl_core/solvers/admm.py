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


def minimise_with_trace_norm(
    squares: TaskBlocks, right: Tensor, strengths: Tensor, start: Tensor
) -> Tensor:
    """Minimise ``1/2 w^T H w - r^T w  +  strength * ||W||_*`` per replica.

    Parameters
    ----------
    squares, right
        ``H``, positive semi-definite, and ``r``, ``(n_replicas, n_inputs, n_terms)``.
    strengths
        ``(n_replicas,)``.
    start
        Weights near the minimum, shaped as ``right``.

    Returns
    -------
    The copy of the weights that has been thresholded: its rank is low exactly.
    """
    rho = squares.mean_diagonal().clamp(min=1e-8)
    inverse = squares.inverse_with(rho)
    low = start
    dual = (right - squares.times(start)) / rho[:, None, None]
    for iteration in range(1, N_ITERATIONS + 1):
        wide = rho[:, None, None]
        free = inverse.times(right + wide * (low - dual))
        relaxed = RELAXATION * free + (1 - RELAXATION) * low
        before, low = low, soft_threshold(relaxed + dual, strengths / rho)
        dual = dual + relaxed - low
        primal_residual = _norms(free - low)
        dual_residual = rho * _norms(low - before)
        primal_scale = torch.maximum(_norms(free), _norms(low))
        dual_scale = rho * _norms(dual)
        primal = primal_residual / primal_scale.clamp(min=TOLERANCE)
        ascent = dual_residual / dual_scale.clamp(min=TOLERANCE)
        if max(primal.max(), ascent.max()) <= TOLERANCE:
            break
        if iteration % _EVERY == 0:
            factor = torch.ones_like(rho)
            factor[primal > _APART * ascent] = 2.0
            factor[ascent > _APART * primal] = 0.5
            if (factor != 1).any():
                rho, dual = rho * factor, dual / factor[:, None, None]
                inverse = squares.inverse_with(rho)
    return low


def _norms(matrices: Tensor) -> Tensor:
    norms: Tensor = torch.linalg.matrix_norm(matrices)
    return norms
