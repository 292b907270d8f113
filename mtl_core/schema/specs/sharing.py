"""Sharing designs: how the tasks of one group share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from mtl_core.schema.specs.options import check_options, option


@dataclass(frozen=True, slots=True)
class HardSharing:
    """One encoder per group and one linear head per task (Caruana 1997).

    A linear skip path leads from the encoded features straight to the heads, so the network
    can never be poorer than a linear model of the same features.
    """

    width: int = option(
        128, label="Width", help="Units in each hidden layer of the encoder.", low=4, high=1024
    )
    depth: int = option(1, label="Depth", help="Hidden layers of the encoder.", low=1, high=4)
    dropout: float = option(
        0.3,
        label="Dropout",
        help="Share of hidden units switched off at random in each training step.",
        low=0.0,
        high=0.9,
    )

    def __post_init__(self) -> None:
        check_options(self)


SharingDesign: TypeAlias = HardSharing
"""The closed union of sharing designs; a new one is added here."""
