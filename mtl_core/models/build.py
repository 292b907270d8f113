"""From a sharing design's spec to its network: the only place that knows which is which."""

from __future__ import annotations

from typing import assert_never

from mtl_core.models.network import Network
from mtl_core.models.sharing import (
    CrossStitchNetwork,
    HardSharingNetwork,
    MixtureOfExpertsNetwork,
    ProgressiveExpertsNetwork,
    SoftSharingNetwork,
    TaskRelationNetwork,
)
from mtl_core.schema import (
    CrossStitch,
    HardSharing,
    MixtureOfExperts,
    OutputLayout,
    ProgressiveExperts,
    SharingDesign,
    SoftSharing,
    TaskRelation,
)


def build(design: SharingDesign, n_inputs: int, layout: OutputLayout) -> Network:
    """Build the network of a design for ``n_inputs`` encoded columns.

    A task alone has nobody to be tied to or mixed with: where a design is hard sharing then, hard
    sharing is what is built, so that such single-task networks agree to the bit.
    """
    if layout.n_tasks == 1:
        design = design.alone
    match design:
        case HardSharing():
            return HardSharingNetwork(design, n_inputs, layout)
        case SoftSharing():
            return SoftSharingNetwork(design, n_inputs, layout)
        case CrossStitch():
            return CrossStitchNetwork(design, n_inputs, layout)
        case MixtureOfExperts():
            return MixtureOfExpertsNetwork(design, n_inputs, layout)
        case ProgressiveExperts():
            return ProgressiveExpertsNetwork(design, n_inputs, layout)
        case TaskRelation():
            return TaskRelationNetwork(design, n_inputs, layout)
        case _:
            assert_never(design)
