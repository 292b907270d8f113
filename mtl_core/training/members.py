"""What the members of an ensemble differ in."""

from __future__ import annotations

import dataclasses
from typing import assert_never

from mtl_core.schema import Diverse, Identical, Optimiser, TrainingSpec, options_of


def optimiser_of(spec: TrainingSpec, member: int) -> Optimiser:
    """Return the optimiser of one member of an ensemble.

    The second half of diverse members decays faster, up to the largest decay there is; a member in
    the middle belongs to the first half.
    """
    match spec.members:
        case Identical():
            return spec.optimiser
        case Diverse(decay=factor):
            if 2 * member < spec.n_members:
                return spec.optimiser
            largest = options_of(spec.optimiser)["weight_decay"].high
            tighter = min(spec.optimiser.weight_decay * factor, largest)
            return dataclasses.replace(spec.optimiser, weight_decay=tighter)
        case _ as unknown:
            assert_never(unknown)
