"""An ensemble cut into two that were trained apart, to see how much another training changes."""

from __future__ import annotations

import dataclasses

import torch
from torch import Tensor

from mtl_core.errors import RunError
from mtl_core.inference.ensemble import Ensemble, GroupNetworks


def halves(ensemble: Ensemble) -> tuple[Ensemble, Ensemble]:
    """Deal an ensemble's networks out to two ensembles that have none in common.

    The networks of each split are dealt in turn; where a split has a single network, the splits
    are. With an odd number the first half has one more.

    Raises
    ------
    RunError
        When a group has a single network.
    """
    if min(len(group.split_of) for group in ensemble.groups) < 2:
        raise RunError(
            "The ensemble cannot be halved",
            expected="at least two networks per group of tasks",
            found="one",
            action="train with more members or folds",
        )
    first, second = (
        dataclasses.replace(
            ensemble, groups=tuple(_dealt(group, half) for group in ensemble.groups)
        )
        for half in (0, 1)
    )
    return first, second


def fewest_of_a_split(ensemble: Ensemble) -> int:
    """Count the networks of the split that has the fewest, in any group of tasks."""
    return min(int(torch.bincount(group.split_of).min()) for group in ensemble.groups)


def _dealt(group: GroupNetworks, half: int) -> GroupNetworks:
    kept = _places(group.split_of, half)
    parameters = {name: stacked[kept] for name, stacked in group.parameters.items()}
    return GroupNetworks(group.layout, parameters, group.split_of[kept])


def _places(split_of: Tensor, half: int) -> Tensor:
    order = torch.argsort(split_of, stable=True)
    return order[half::2].sort().values
