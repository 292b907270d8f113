"""Scalar products of the tasks' gradients with respect to what they share."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor


def gramians_of(outputs: Tensor, gradients: Sequence[Tensor], displacement: Tensor) -> Tensor:
    """Compute the scalar products of all pairs of tasks' gradients, network by network.

    One short backward pass per task: it ends at ``displacement`` and never reaches the encoder. The
    graph stays for the backward pass of the weighted losses.

    Parameters
    ----------
    outputs
        ``(n_networks, ...)`` with a gradient path.
    gradients
        By task, the gradient of its loss with respect to the outputs, of their shape.
    displacement
        ``(n_networks, ...)``, zeros that were added to what the tasks of each network share.

    Returns
    -------
    Shape ``(n_networks, n_tasks, n_tasks)``, symmetric and positive semi-definite; zero where a
    task has no gradient.
    """
    rows = [
        torch.autograd.grad(outputs, displacement, gradient, retain_graph=True)[0].flatten(1)
        for gradient in gradients
    ]
    jacobians = torch.stack(rows, dim=1)
    gramians: Tensor = jacobians @ jacobians.mT
    return gramians
