"""Early stopping per replica, best weights kept."""

from __future__ import annotations

import torch
from torch import Tensor

from mtl_core.models import StackedParameters


class BestWeights:
    """Best weights of every replica so far, and which replicas may go on.

    Attributes
    ----------
    weights
        Stacked parameters of *all* replicas, live or retired, in their first order.
    """

    def __init__(self, parameters: StackedParameters, *, patience: int) -> None:
        self.weights = {name: p.detach().clone() for name, p in parameters.items()}
        first = next(iter(parameters.values()))
        n_replicas, device = len(first), first.device
        self._live = torch.arange(n_replicas, device=device)
        self._best = torch.full((n_replicas,), torch.inf, device=device)
        self._waited = torch.zeros(n_replicas, dtype=torch.int64, device=device)
        self._patience = patience

    def update(self, parameters: StackedParameters, scores: Tensor) -> Tensor:
        """Take note of one check.

        Parameters
        ----------
        scores
            Validation loss of the live replicas, shape ``(n_live,)``; NaN where no validation
            label is known: such a replica goes on to the end of the budget and keeps its last
            weights.

        Returns
        -------
        Places among the live replicas that go on, ascending.
        """
        better = (scores < self._best[self._live]) | scores.isnan()
        improved = self._live[better]
        self._best[improved] = scores[better].nan_to_num(torch.inf)
        self._waited[self._live] += 1
        self._waited[improved] = 0
        for name, parameter in parameters.items():
            self.weights[name][improved] = parameter.detach()[better]
        goes_on = self._waited[self._live] < self._patience
        indices = torch.nonzero(goes_on).squeeze(1)
        self._live = self._live[indices]
        return indices
