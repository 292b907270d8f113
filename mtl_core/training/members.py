"""What the members of an ensemble differ in."""

from __future__ import annotations

import dataclasses
from typing import assert_never

from mtl_core.schema import Diverse, Identical, Optimiser, TrainingSpec, options_of


def optimiser_of(spec: TrainingSpec, member: int) -> Optimiser:
    """Return the optimiser of one member of an ensemble.

    Every second pair of diverse members decays faster, up to the largest decay there is. Pairs,
    because replicas that stand side by side with the same settings take their step together.
    """
    match spec.members:
        case Identical():
            return spec.optimiser
        case Diverse(decay=factor):
            if member // 2 % 2 == 0:
                return spec.optimiser
            largest = options_of(spec.optimiser)["weight_decay"].high
            tighter = min(spec.optimiser.weight_decay * factor, largest)
            return dataclasses.replace(spec.optimiser, weight_decay=tighter)
        case _ as unknown:
            assert_never(unknown)
