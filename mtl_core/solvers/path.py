"""From a linear design to its penalty, strong to weak."""

from __future__ import annotations

from typing import TypeAlias, assert_never

import torch
from torch import Tensor

from mtl_core.schema.specs import LinearShared, TraceNorm
from mtl_core.solvers.newton import Penalty
from mtl_core.solvers.penalties import SharedRidge, TraceNormPenalty
from mtl_core.solvers.problem import Problem

SPAN = 1e4
"""The strongest ridge over the weakest."""

_LEAST = 1e-4

LinearDesign: TypeAlias = LinearShared | TraceNorm
"""Designs whose objective is convex and has a solver."""


def strengths_of(design: LinearDesign, problem: Problem) -> Tensor:
    """Return the strengths to try, strongest first, evenly spaced in their logarithm.

    Returns
    -------
    Shape ``(n_replicas, design.n_strengths)``. For a shared ridge, multiples of its two penalties
    that end with 1; for a trace norm, penalties from the one that leaves no weights to the design's
    own. A single strength is the design's own.
    """
    n_replicas, labels = problem.rows.n_replicas, problem.labels
    match design:
        case LinearShared():
            strongest = labels.new_full((n_replicas,), SPAN)
            weakest = torch.ones_like(strongest)
        case TraceNorm():
            own = labels.new_full((n_replicas,), design.strength)
            if design.n_strengths == 1:
                return own.unsqueeze(1)
            strongest = torch.maximum(leaving_no_weights(problem), own).clamp(min=1e-12)
            weakest = torch.maximum(own, _LEAST * strongest)
        case _:
            assert_never(design)
    if design.n_strengths == 1:
        return weakest.unsqueeze(1)
    shares = torch.linspace(0, 1, design.n_strengths, dtype=labels.dtype, device=labels.device)
    return strongest.unsqueeze(1) * (weakest / strongest).unsqueeze(1) ** shares


def penalty_of(design: LinearDesign, strengths: Tensor) -> Penalty:
    """Return the penalty of a design at one strength per replica, ``(n_replicas,)``."""
    match design:
        case LinearShared():
            return SharedRidge(strengths * design.shared, strengths * design.own)
        case TraceNorm():
            return TraceNormPenalty(strengths)
        case _:
            assert_never(design)


def leaving_no_weights(problem: Problem) -> Tensor:
    """Return the smallest trace norm penalty under which all weights are zero, ``(n_replicas,)``.

    The largest singular value of the gradient in the weights where all are zero; the constants
    there are nearly those of the minimum.
    """
    predicted = problem.predicted(problem.without_features)
    of_terms = problem.gradient(predicted) @ problem.predictors.spread.T
    gradient = problem.rows.transposed_products(of_terms)
    largest: Tensor = torch.linalg.svdvals(gradient)[:, 0]
    return largest


def shared_part(design: LinearShared, weights: Tensor) -> Tensor:
    """Return the part that all tasks share of weights, ``(n_replicas, n_inputs, 1)``.

    It does not depend on the strength: only on which of the two penalties is larger.
    """
    ones = torch.ones(len(weights), dtype=weights.dtype, device=weights.device)
    return SharedRidge(ones * design.shared, ones * design.own).shared_weights(weights)
