"""One architecture, many sets of parameters: run them all as one batched program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from torch import Tensor, nn
from torch.func import functional_call, vmap

from mtl_core.models.level import shared_level
from mtl_core.models.network import Network

StackedParameters: TypeAlias = dict[str, Tensor]
"""Parameters by the module's own names, each with a leading replica axis."""


def forward_stacked(
    skeleton: nn.Module,
    parameters: Mapping[str, Tensor],
    features: Tensor,
    *,
    training: bool,
    displacement: Tensor | None = None,
) -> Tensor:
    """Run ``skeleton`` once per replica: by its own batched pass, or by ``vmap``.

    Parameters
    ----------
    parameters
        Stacked parameters of ``n_replicas`` networks of the skeleton's shape.
    features
        Shape ``(n_replicas, rows, n_inputs)``: each replica's own rows.
    training
        True switches dropout on, with one mask for all replicas.
    displacement
        What is added to the units that the tasks of each replica share, ``(n_replicas, ...)``; see
        :class:`~mtl_core.models.SharedLevel`.

    Returns
    -------
    Outputs of shape ``(n_replicas, rows, n_outputs)``.
    """
    if skeleton.training is not training:
        skeleton.train(training)
    if displacement is not None:
        return _displaced(skeleton, parameters, features, displacement)
    if isinstance(skeleton, Network) and skeleton.batched:
        return skeleton.forward_batched(parameters, features)

    def one(own: dict[str, Tensor], rows: Tensor) -> Tensor:
        outputs: Tensor = functional_call(skeleton, own, (rows,))
        return outputs

    outputs: Tensor = vmap(one, in_dims=(0, 0), randomness="same")(dict(parameters), features)
    return outputs


def _displaced(
    skeleton: nn.Module, parameters: Mapping[str, Tensor], features: Tensor, displacement: Tensor
) -> Tensor:
    level = shared_level(skeleton)
    if isinstance(skeleton, Network) and skeleton.batched:
        with level.displaced(displacement):
            return skeleton.forward_batched(parameters, features)

    def one(own: dict[str, Tensor], rows: Tensor, shift: Tensor) -> Tensor:
        with level.displaced(shift):
            outputs: Tensor = functional_call(skeleton, own, (rows,))
        return outputs

    outputs: Tensor = vmap(one, randomness="same")(dict(parameters), features, displacement)
    return outputs
