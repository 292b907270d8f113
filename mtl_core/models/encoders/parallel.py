"""Several perceptrons of one shape side by side, computed as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from mtl_core.models.dropout import SharedDropout
from mtl_core.models.encoders.gains import with_gains
from mtl_core.models.encoders.mlp import MultilayerPerceptron


class ParallelPerceptrons(nn.Module):
    """Perceptrons of one shape that read the same features, each with weights of its own.

    The first layers are one matrix, the layers after them one batched product. A layer's dropout
    mask is the same for all, so that each does what it would do alone.

    Parameters
    ----------
    perceptrons
        The first weights of each; the same perceptron may stand here several times.
    """

    def __init__(self, perceptrons: Sequence[MultilayerPerceptron]) -> None:
        super().__init__()
        self.n = len(perceptrons)
        layers = list(zip(*(each.linears for each in perceptrons), strict=True))
        dropouts = [m for m in perceptrons[0].layers if isinstance(m, SharedDropout)]
        self.first = nn.Parameter(torch.cat([each.weight.detach() for each in layers[0]]))
        """Shape ``(n * width, n_inputs)``."""
        self.gains = nn.Parameter(torch.cat([each.gains.detach() for each in perceptrons]))
        """Shape ``(n * n_inputs,)``."""
        self.deeper = nn.ParameterList(
            torch.stack([each.weight.detach().T for each in layer]) for layer in layers[1:]
        )
        """Each of shape ``(n, width, width)``, inputs before outputs."""
        self.biases = nn.ParameterList(
            torch.cat([each.bias.detach() for each in layer]) for layer in layers
        )
        """Each of shape ``(n * width,)``."""
        self.dropouts = nn.ModuleList(SharedDropout(each.width, each.rate) for each in dropouts)

    def lift(self, features: Tensor) -> Tensor:
        """Apply the first linear layer of all, ``(batch, n_inputs)`` to ``(batch, n * width)``."""
        own = self.first.view(self.n, -1, features.shape[-1])
        first = with_gains(own, self.gains.view(self.n, -1)).flatten(0, 1)
        return nn.functional.linear(features, first, self.biases[0])

    def finish(
        self, lifted: Tensor, mix: Callable[[int, Tensor], Tensor] = lambda _, hidden: hidden
    ) -> Tensor:
        """Apply the layers after the first.

        Parameters
        ----------
        mix
            What to do with the units after layer 0, 1, ..., shape ``(n, batch, width)`` in and out.

        Returns
        -------
        Shape ``(n, batch, width)``.
        """
        hidden = lifted.view(len(lifted), self.n, -1).transpose(0, 1)
        hidden = mix(0, self.dropouts[0](hidden.relu()))
        for place, weight in enumerate(self.deeper, start=1):
            bias = self.biases[place].view(self.n, 1, -1)
            hidden = mix(place, self.dropouts[place](torch.baddbmm(bias, hidden, weight).relu()))
        return hidden
