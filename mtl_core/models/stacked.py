"""One architecture, many sets of parameters: run them all as one batched program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from torch import Tensor, nn
from torch.func import functional_call, vmap

StackedParameters: TypeAlias = dict[str, Tensor]
"""Parameters by the module's own names, each with a leading replica axis."""


def forward_stacked(
    skeleton: nn.Module, parameters: Mapping[str, Tensor], features: Tensor, *, training: bool
) -> Tensor:
    """Run ``skeleton`` once per replica.

    Parameters
    ----------
    parameters
        Stacked parameters of ``n_replicas`` networks of the skeleton's shape.
    features
        Shape ``(n_replicas, rows, n_inputs)``: each replica's own rows.
    training
        True switches dropout on, with one mask for all replicas.

    Returns
    -------
    Outputs of shape ``(n_replicas, rows, n_outputs)``.
    """
    skeleton.train(training)

    def one(own: dict[str, Tensor], rows: Tensor) -> Tensor:
        outputs: Tensor = functional_call(skeleton, own, (rows,))
        return outputs

    outputs: Tensor = vmap(one, in_dims=(0, 0), randomness="same")(dict(parameters), features)
    return outputs
