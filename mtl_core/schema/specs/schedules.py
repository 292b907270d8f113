"""Schedules: how the learning rate changes over the budget of steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from mtl_core.schema.specs.options import Variant, option


@dataclass(frozen=True, slots=True)
class OneCycle(Variant):
    """A rise in a line to the peak, then half a cosine down to zero (Smith & Topin 2018)."""

    name: ClassVar[str] = "one-cycle"
    label: ClassVar[str] = "Rise and fall"
    summary: ClassVar[str] = "The learning rate rises to its peak and falls to zero."

    warm_up: float = option(
        0.15,
        label="Rise",
        help="Share of the steps in which the learning rate rises.",
        low=0.0,
        high=0.9,
    )


@dataclass(frozen=True, slots=True)
class Cosine(Variant):
    """Half a cosine from the peak down to zero (Loshchilov & Hutter 2017), without restarts."""

    name: ClassVar[str] = "cosine"
    label: ClassVar[str] = "Fall"
    summary: ClassVar[str] = "The learning rate falls from its peak to zero."


@dataclass(frozen=True, slots=True)
class Constant(Variant):
    """The same learning rate at every step."""

    name: ClassVar[str] = "constant"
    label: ClassVar[str] = "Constant"
    summary: ClassVar[str] = "The learning rate stays as it is."


Schedule: TypeAlias = OneCycle | Cosine | Constant
"""The closed union of schedules; a new one is added here.

Each has a ``name`` for the command line, a ``label`` and a one-sentence ``summary`` for people.
"""
