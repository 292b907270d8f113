"""The L1 penalty: after each step, weights that meet the features shrink towards zero."""

from __future__ import annotations

import torch
from torch import Tensor

from mtl_core.models import Network, StackedParameters
from mtl_core.training.optimisers import beside


def feature_weights(network: Network, n_inputs: int) -> tuple[str, ...]:
    """Return the names of the matrices that the features are multiplied by.

    Everything that meets the features stands in :meth:`~mtl_core.models.Network.lift`: these are
    the matrices that what is lifted depends on.
    """
    matrices = {name: p for name, p in network.named_parameters() if p.dim() > 1}
    device = next(iter(matrices.values())).device
    lifted = network.lift(torch.zeros(1, n_inputs, device=device))
    total = torch.stack([part.sum() for part in lifted]).sum()
    grads = torch.autograd.grad(total, list(matrices.values()), allow_unused=True)
    return tuple(name for name, grad in zip(matrices, grads, strict=True) if grad is not None)


@torch.no_grad()
def shrink(parameters: StackedParameters, names: tuple[str, ...], thresholds: Tensor) -> None:
    """Move the named weights towards zero by a threshold, and no further than zero.

    This is the proximal step of ``threshold * sum |w|``: ``sign(w) max(|w| - threshold, 0)``.

    Parameters
    ----------
    thresholds
        0 or more, ``(n_live,)``.
    """
    for name in names:
        weight = parameters[name]
        size = (weight.abs() - beside(thresholds, weight)).clamp(min=0)
        weight.copy_(weight.sign() * size)
