"""PCGrad, projecting conflicting gradients (Yu 2020, arXiv 2001.06782)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from mtl_core.balancing.balancer import GradientAggregator, kept


class PCGradAggregator(GradientAggregator):
    """Each task's gradient loses what points against the others', taken in random order.

    The library torchjd draws that order from torch's global generator, which the threads of a
    study share: the same seed would not give the same numbers. Hence an implementation of its own,
    which agrees with torchjd's for the same orders.
    """

    def __init__(self, generators: Sequence[torch.Generator]) -> None:
        self._generators = list(generators)

    def combine(self, gramian: Tensor, network: int) -> Tensor:
        """Project in an order drawn for this network and step."""
        n_tasks = len(gramian)
        own = self._generators[network]
        drawn = torch.rand(n_tasks, n_tasks, generator=own, device=own.device)
        return project_conflicts(gramian, drawn.argsort(dim=1))

    def keep(self, indices: Tensor) -> None:
        """Forget all networks but those at ``indices``."""
        self._generators = kept(self._generators, indices)


def project_conflicts(gramian: Tensor, orders: Tensor) -> Tensor:
    """Return the sum over tasks of the weights that make up each one's projected gradient.

    Parameters
    ----------
    gramian
        ``(n_tasks, n_tasks)`` with a positive diagonal.
    orders
        ``(n_tasks, n_tasks)``: row ``i`` is the order in which task ``i`` meets all tasks; itself
        is passed over.

    Returns
    -------
    Shape ``(n_tasks,)``, each 1 or more.
    """
    n_tasks = len(gramian)
    everyone = torch.arange(n_tasks, device=gramian.device)
    weights = torch.eye(n_tasks, dtype=gramian.dtype, device=gramian.device)
    for met in orders.T:
        products = (gramian[met] * weights).sum(dim=1)
        against = products.clamp(max=0.0) / gramian[met, met]
        weights[everyone, met] -= torch.where(met == everyone, 0.0, against)
    return weights.sum(dim=0)
