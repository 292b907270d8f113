"""Optimisers: how the weights of every replica move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from mtl_core.schema.specs.options import Variant, option


@dataclass(frozen=True, slots=True)
class AdamW(Variant):
    """Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv 1711.05101)."""

    name: ClassVar[str] = "adamw"
    label: ClassVar[str] = "AdamW"
    summary: ClassVar[str] = "Every weight has a step length of its own; suits every design."

    learning_rate: float = option(
        1e-2, label="Learning rate", help="Peak of the schedule.", low=1e-5, high=0.1
    )
    weight_decay: float = option(
        1.0, label="Weight decay", help="Decoupled decay, matrices only.", low=0, high=10
    )


@dataclass(frozen=True, slots=True)
class SGD(Variant):
    """Stochastic gradient descent with heavy-ball momentum (Polyak 1964)."""

    name: ClassVar[str] = "sgd"
    label: ClassVar[str] = "Gradient descent with momentum"
    summary: ClassVar[str] = "One step length for all weights; the plain method, for comparison."

    learning_rate: float = option(
        0.1, label="Learning rate", help="Peak of the schedule.", low=1e-5, high=10
    )
    momentum: float = option(
        0.9, label="Momentum", help="Share of the last step that is kept.", low=0, high=0.99
    )
    weight_decay: float = option(
        0.01, label="Weight decay", help="Squared penalty, halved, matrices only.", low=0, high=10
    )


Optimiser: TypeAlias = AdamW | SGD
"""The closed union of optimisers; a new one is added here.

Each has a ``name`` for the command line, a ``label`` and a one-sentence ``summary`` for people.
"""
