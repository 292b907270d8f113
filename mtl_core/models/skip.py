"""The linear path from encoded columns straight to the outputs."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from mtl_core.models.batched import linear
from mtl_core.models.encoders import RATE


class SkipPath(nn.Module):
    """A linear map whose every weight has a gain of its own, ``weight * (1 + RATE * gain)``.

    Input of shape ``(batch, n_inputs)``, output ``(batch, n_outputs)``. Weights and gains start at
    zero. A weight that has grown grows faster, one that has not hardly moves: of many columns
    an output comes to use few (as products of parameters do, Hoff 2017). Outputs share nothing, so
    the path of a task does not depend on which other tasks exist.
    """

    def __init__(self, n_inputs: int, n_outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(n_outputs, n_inputs))
        self.gains = nn.Parameter(torch.zeros(n_outputs * n_inputs))
        """In the order of the weights; flat, as gains do not decay."""

    def forward(self, features: Tensor) -> Tensor:
        """Apply the weights times their gains."""
        return nn.functional.linear(features, _effective(self.weight, self.gains))


def skip_batched(parameters: Mapping[str, Tensor], features: Tensor) -> Tensor:
    """Apply the skip paths of many networks to ``(n_networks, rows, n_inputs)``."""
    return linear(features, skip_weights(parameters), None)


def skip_weights(parameters: Mapping[str, Tensor]) -> Tensor:
    """Return stacked networks' weights times their gains, ``(n_networks, n_outputs, n_inputs)``."""
    return _effective(parameters["skip.weight"], parameters["skip.gains"])


def _effective(weight: Tensor, gains: Tensor) -> Tensor:
    return weight * (1 + RATE * gains.view(weight.shape))
