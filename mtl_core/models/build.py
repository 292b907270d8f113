"""From a sharing design's spec to its network: the only place that knows which is which."""

from __future__ import annotations

from typing import assert_never

from mtl_core.models.network import Network
from mtl_core.models.sharing import HardSharingNetwork
from mtl_core.schema import HardSharing, OutputLayout, SharingDesign


def build(design: SharingDesign, n_inputs: int, layout: OutputLayout) -> Network:
    """Build the network of a design for ``n_inputs`` encoded columns."""
    match design:
        case HardSharing():
            return HardSharingNetwork(design, n_inputs, layout)
        case _:
            assert_never(design)
