"""Networks as older versions wrote them, brought to what networks are today."""

from __future__ import annotations

import torch

from mtl_core.inference.ensemble import Ensemble, GroupNetworks
from mtl_core.models import build

_GAINS = "gains"


def with_gains(ensemble: Ensemble) -> tuple[GroupNetworks, ...]:
    """Return the networks of bundle format 1, which knew no gains, with gains that do nothing.

    See :func:`~mtl_core.models.encoders.with_gains`.
    """
    groups = []
    for group in ensemble.groups:
        with torch.device("meta"):
            network = build(ensemble.design, ensemble.n_inputs, group.layout)
        n_networks = len(group.split_of)
        missing = {
            name: torch.zeros(n_networks, *p.shape)
            for name, p in network.named_parameters()
            if name.split(".")[-1] == _GAINS and name not in group.parameters
        }
        groups.append(GroupNetworks(group.layout, group.parameters | missing, group.split_of))
    return tuple(groups)
