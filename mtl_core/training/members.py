"""What the members of an ensemble differ in."""

from __future__ import annotations

import dataclasses
from typing import assert_never

from mtl_core.schema import TrainingSpec, options_of
from mtl_core.schema.specs import Diverse, Identical, Optimiser


def optimiser_of(spec: TrainingSpec, member: int, n_rows: int) -> Optimiser:
    """Return the optimiser of one member of an ensemble.

    Diverse members decay in inverse proportion to the number of training rows ``n_rows``, every
    second pair of them faster, up to the largest decay there is. Pairs, because replicas that stand
    side by side with the same settings take their step together.
    """
    match spec.members:
        case Identical():
            return spec.optimiser
        case Diverse(decay=faster, rows=rows):
            factor = rows / n_rows * (faster if member // 2 % 2 else 1.0)
            largest = options_of(spec.optimiser)["weight_decay"].high
            decay = min(spec.optimiser.weight_decay * factor, largest)
            return dataclasses.replace(spec.optimiser, weight_decay=decay)
        case _ as unknown:
            assert_never(unknown)
