"""Optimisers over a stack of replicas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

import torch
from torch import Tensor

from mtl_core.errors import StudyError
from mtl_core.schema import LBFGS, SGD, AdamW, Optimiser


def first_order(parameters: Mapping[str, Tensor], spec: Optimiser) -> torch.optim.Optimizer:
    """Return the optimiser of stacked parameters; matrices decay, biases do not."""
    match spec:
        case AdamW():
            return torch.optim.AdamW(
                _decayed_matrices(parameters, spec.weight_decay), lr=spec.learning_rate, fused=True
            )
        case SGD():
            return torch.optim.SGD(
                _decayed_matrices(parameters, spec.weight_decay),
                lr=spec.learning_rate,
                momentum=spec.momentum,
                fused=True,
            )
        case LBFGS():
            raise StudyError(
                "The optimiser cannot be used here",
                expected=f"{AdamW.label} or {SGD.label}",
                found=LBFGS.label,
                action="choose another optimiser",
            )
        case _:
            assert_never(spec)


def _decayed_matrices(
    parameters: Mapping[str, Tensor], weight_decay: float
) -> list[dict[str, object]]:
    """Split stacked parameters into matrices, which are decayed, and biases, which are not."""
    matrices = [p for p in parameters.values() if p.dim() >= 3]
    others = [p for p in parameters.values() if p.dim() < 3]
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
