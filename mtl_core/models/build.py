"""From a sharing design's spec to its network: the only place that knows which is which."""

from __future__ import annotations

from typing import assert_never

from mtl_core.models.network import Network
from mtl_core.models.proportional_odds import ProportionalOdds
from mtl_core.models.sharing import (
    CrossStitchNetwork,
    HardSharingNetwork,
    LinearSharedNetwork,
    MixtureOfExpertsNetwork,
    ProgressiveExpertsNetwork,
    SoftSharingNetwork,
    TaskRelationNetwork,
    TraceNormNetwork,
)
from mtl_core.schema import HardSharing, OutputLayout, SharingDesign, TaskKind
from mtl_core.schema.specs import (
    CrossStitch,
    LinearShared,
    MixtureOfExperts,
    ProgressiveExperts,
    SoftSharing,
    TaskRelation,
    TraceNorm,
)


def build(design: SharingDesign, n_inputs: int, layout: OutputLayout) -> Network:
    """Build the network of a design for ``n_inputs`` encoded columns.

    A task alone has nobody to be tied to or mixed with: where a design is hard sharing then, hard
    sharing is what is built, so that such single-task networks agree to the bit.

    No design knows ordinal tasks: it gives them one score each, which is cut into classes after it.
    """
    if layout.of_kind(TaskKind.ORDINAL):
        return ProportionalOdds(build(design, n_inputs, layout.of_scores), layout)
    return _network(design.alone if layout.n_tasks == 1 else design, n_inputs, layout)


def _network(design: SharingDesign, n_inputs: int, layout: OutputLayout) -> Network:
    network: Network
    match design:
        case HardSharing():
            network = HardSharingNetwork(design, n_inputs, layout)
        case SoftSharing():
            network = SoftSharingNetwork(design, n_inputs, layout)
        case CrossStitch():
            network = CrossStitchNetwork(design, n_inputs, layout)
        case MixtureOfExperts():
            network = MixtureOfExpertsNetwork(design, n_inputs, layout)
        case ProgressiveExperts():
            network = ProgressiveExpertsNetwork(design, n_inputs, layout)
        case TaskRelation():
            network = TaskRelationNetwork(design, n_inputs, layout)
        case LinearShared() | TraceNorm():
            network = _linear_network(design, n_inputs, layout)
        case _:
            assert_never(design)
    return network


def _linear_network(
    design: LinearShared | TraceNorm, n_inputs: int, layout: OutputLayout
) -> Network:
    match design:
        case LinearShared():
            return LinearSharedNetwork(design, n_inputs, layout)
        case TraceNorm():
            return TraceNormNetwork(design, n_inputs, layout)
        case _:
            assert_never(design)
