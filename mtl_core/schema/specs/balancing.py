"""Balancing: how much each task of a group counts in a training step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from mtl_core.schema.specs.options import Variant, option


def _rate(default: float) -> Any:  # noqa: ANN401 - a field
    words = "How far the weights move in one step; 0 leaves them equal."
    return option(default, label="Weights' rate", help=words, low=0.0, high=1.0)


@dataclass(frozen=True, slots=True)
class Equal(Variant):
    """Every task counts the same."""

    name: ClassVar[str] = "equal"
    label: ClassVar[str] = "Equal weights"
    summary: ClassVar[str] = "Every task counts the same; suits most tables."


@dataclass(frozen=True, slots=True)
class UncertaintyWeights(Variant):
    """Weights from a learned noise of every task (Kendall 2018, arXiv 1705.07115)."""

    name: ClassVar[str] = "uncertainty"
    label: ClassVar[str] = "Uncertainty weights"
    summary: ClassVar[str] = "Tasks that can be predicted well count more than noisy ones."

    rate: float = _rate(0.05)


@dataclass(frozen=True, slots=True)
class DynamicWeightAverage(Variant):
    """Weights from how fast each loss falls (Liu 2019, arXiv 1803.10704)."""

    name: ClassVar[str] = "dwa"
    label: ClassVar[str] = "Dynamic weight average"
    summary: ClassVar[str] = "Tasks whose loss falls slowly count more than those that learn fast."

    temperature: float = option(
        2.0,
        label="Temperature",
        help="The larger, the more equal the weights.",
        low=0.1,
        high=100.0,
    )
    every: int = option(
        25, label="Every", help="Steps over which a loss is averaged.", low=1, high=10_000
    )


@dataclass(frozen=True, slots=True)
class GradNorm(Variant):
    """Weights that bring the tasks' gradients to comparable lengths (Chen 2018, 1711.02257)."""

    name: ClassVar[str] = "gradnorm"
    label: ClassVar[str] = "GradNorm"
    summary: ClassVar[str] = "Tasks pull at what they share equally hard; slow ones a little more."

    asymmetry: float = option(
        1.5,
        label="Asymmetry",
        help="How much harder a task may pull that learns slowly; 0 asks all to pull alike.",
        low=0.0,
        high=5.0,
    )
    rate: float = _rate(0.01)


@dataclass(frozen=True, slots=True)
class RandomWeights(Variant):
    """Weights drawn anew in every step (Lin 2022, arXiv 2111.10603): a yardstick for the others."""

    name: ClassVar[str] = "random"
    label: ClassVar[str] = "Random weights"
    summary: ClassVar[str] = "Weights by chance in every step: a method should be better than this."


@dataclass(frozen=True, slots=True)
class PCGrad(Variant):
    """Conflicting parts of the tasks' gradients are projected away (Yu 2020, arXiv 2001.06782)."""

    name: ClassVar[str] = "pcgrad"
    label: ClassVar[str] = "PCGrad"
    summary: ClassVar[str] = "Where two tasks pull in opposite ways, each gives up that part."


@dataclass(frozen=True, slots=True)
class CAGrad(Variant):
    """The step near the mean that helps the worst-off task most (Liu 2021, arXiv 2110.14048)."""

    name: ClassVar[str] = "cagrad"
    label: ClassVar[str] = "CAGrad"
    summary: ClassVar[str] = "Stays near equal weights, but helps the task that gains least."

    radius: float = option(
        0.5,
        label="Radius",
        help="How far a step may be from that of equal weights, as a share of its length.",
        low=0.0,
        high=0.99,
    )


@dataclass(frozen=True, slots=True)
class MGDA(Variant):
    """The shortest mixture of the tasks' gradients (Sener & Koltun 2018, arXiv 1810.04650)."""

    name: ClassVar[str] = "mgda"
    label: ClassVar[str] = "MGDA"
    summary: ClassVar[str] = "No task may lose, so the one with the smallest gradient decides."


@dataclass(frozen=True, slots=True)
class UPGrad(Variant):
    """Each task's gradient made harmless to all, then averaged (Quinton & Rey 2024, 2406.16232)."""

    name: ClassVar[str] = "upgrad"
    label: ClassVar[str] = "UPGrad"
    summary: ClassVar[str] = "Every task's step is first made harmless to all others."


Balancing: TypeAlias = (
    Equal
    | UncertaintyWeights
    | DynamicWeightAverage
    | GradNorm
    | RandomWeights
    | PCGrad
    | CAGrad
    | MGDA
    | UPGrad
)
"""The closed union of ways to balance the tasks of a group; a new one is added here.

Each has a ``name`` for the command line, a ``label`` and a one-sentence ``summary`` for people.
"""
