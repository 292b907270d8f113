"""Parts of an ensemble: the networks of one split, and one network of each group."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from mtl_core.inference.ensemble import Ensemble, GroupNetworks


def networks_of_split(ensemble: Ensemble, split: int) -> Ensemble:
    """Return the networks of one split: they never saw the patients of its test part."""
    groups = tuple(_chosen(group, group.split_of == split) for group in ensemble.groups)
    return replace(
        ensemble,
        groups=groups,
        preprocessors=(ensemble.preprocessors[split],),
        centre=ensemble.centre[split : split + 1],
        scale=ensemble.scale[split : split + 1],
    )


def members_of_split(ensemble: Ensemble, split: int) -> tuple[Ensemble, ...]:
    """Return the networks of one split one by one, each with its companions of other groups."""
    whole = networks_of_split(ensemble, split)
    n_members = min(len(group.split_of) for group in whole.groups)
    return tuple(
        replace(
            whole,
            groups=tuple(
                _chosen(group, torch.arange(len(group.split_of)) == member)
                for group in whole.groups
            ),
        )
        for member in range(n_members)
    )


def _chosen(group: GroupNetworks, chosen: Tensor) -> GroupNetworks:
    """Keep some networks of a group, as networks of the one split that is left."""
    return GroupNetworks(
        layout=group.layout,
        parameters={name: stacked[chosen] for name, stacked in group.parameters.items()},
        split_of=torch.zeros(int(chosen.sum()), dtype=torch.int64),
    )
