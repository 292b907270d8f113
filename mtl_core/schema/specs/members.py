"""How the members of an ensemble differ from each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from mtl_core.schema.specs.options import Variant, option


@dataclass(frozen=True, slots=True)
class Identical(Variant):
    """Members differ in nothing but first weights, the order of rows and dropout.

    All stop on the same validation patients, whom none of them learns from.
    """

    name: ClassVar[str] = "identical"
    label: ClassVar[str] = "Alike"
    summary: ClassVar[str] = "All networks learn from the same patients with the same settings."


@dataclass(frozen=True, slots=True)
class Diverse(Variant):
    """Members stop on different patients, and some of them are held tighter.

    Each member holds out a sixth of the training patients of its own, so that every patient teaches
    some member (bagging of the rows that stop training, after Breiman 1996). Weights decay in
    inverse proportion to the number of training rows, as a prior counts for less the more is seen.
    What members predict for the patients that they held out says how far predicted quantities are
    shrunk towards their training mean (Copas 1983).
    """

    name: ClassVar[str] = "diverse"
    label: ClassVar[str] = "Different"
    summary: ClassVar[str] = (
        "Each network stops on other patients, and some are held tighter; suits most tables."
    )

    decay: float = option(
        2.0,
        label="Tighter decay",
        help="Weight decay of every second pair of networks, as a multiple of the others'.",
        low=0.01,
        high=100.0,
    )

    rows: int = option(
        3000,
        label="Rows of the decay",
        help="Training rows for which the weight decay is as the optimiser says; with half as many "
        "it is twice as strong.",
        low=1,
        high=1_000_000_000,
    )


Members: TypeAlias = Identical | Diverse
"""How the members of an ensemble differ."""
