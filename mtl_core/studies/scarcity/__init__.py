"""What sharing is worth when few labels of one task are known."""

from mtl_core.studies.scarcity.curve import scarcity_curve

__all__ = [
    "scarcity_curve",
]
