"""Sharing designs: how the tasks of one group share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from mtl_core.schema.specs.options import Variant, option


def _width(default: int, of: str = "Units in each hidden layer of an encoder.") -> Any:  # noqa: ANN401 - a field
    return option(default, label="Width", help=of, low=4, high=1024)


def _depth() -> Any:  # noqa: ANN401 - a field
    return option(1, label="Depth", help="Hidden layers of an encoder.", low=1, high=4)


def _dropout() -> Any:  # noqa: ANN401 - a field
    words = "Share of hidden units switched off at random in each training step."
    return option(0.3, label="Dropout", help=words, low=0.0, high=0.9)


def _n_strengths(default: int) -> Any:  # noqa: ANN401 - a field
    words = "Penalties tried, strongest first; validation patients choose. 1 takes it as it is."
    return option(default, label="Strengths tried", help=words, low=1, high=50)


@dataclass(frozen=True, slots=True)
class HardSharing(Variant):
    """One encoder per group and one linear head per task (Caruana 1997).

    A linear skip path leads from the encoded features straight to the heads, so the network
    can never be poorer than a linear model of the same features.
    """

    name: ClassVar[str] = "hard"
    label: ClassVar[str] = "Hard sharing"
    summary: ClassVar[str] = "One encoder per group and one small head per task; suits most tables."

    width: int = _width(128)
    depth: int = _depth()
    dropout: float = _dropout()

    @property
    def alone(self) -> HardSharing:
        """The design of a task alone in its group."""
        return self


@dataclass(frozen=True, slots=True)
class SoftSharing(Variant):
    """One encoder per task, all pulled towards their mean (Evgeniou & Pontil 2004; Duong 2015)."""

    name: ClassVar[str] = "soft"
    label: ClassVar[str] = "Soft sharing"
    summary: ClassVar[str] = (
        "One encoder per task, all pulled towards their mean: tasks may differ, at a price."
    )

    width: int = _width(128)
    depth: int = _depth()
    dropout: float = _dropout()
    strength: float = option(
        0.1,
        label="Strength",
        help="Pull of every encoder towards the mean of all; 0 trains every task alone.",
        low=0.0,
        high=1000.0,
    )

    @property
    def alone(self) -> HardSharing:
        """The design of a task alone in its group: there is no other encoder to be tied to."""
        return HardSharing(width=self.width, depth=self.depth, dropout=self.dropout)


@dataclass(frozen=True, slots=True)
class CrossStitch(Variant):
    """One network per task; they mix their units after every hidden layer (Misra 2016)."""

    name: ClassVar[str] = "cross-stitch"
    label: ClassVar[str] = "Cross-stitch"
    summary: ClassVar[str] = (
        "One encoder per task; how much each takes from the others is learned layer by layer."
    )

    width: int = _width(128)
    depth: int = _depth()
    dropout: float = _dropout()
    mixing: float = option(
        0.1,
        label="Mixing at the start",
        help="Share that a task takes from all others together before anything is learned.",
        low=0.0,
        high=1.0,
    )
    rate: float = option(
        1.0,
        label="Speed of mixing",
        help="How fast the mixing changes beside the other weights; 0 keeps it as it starts.",
        low=0.0,
        high=100.0,
    )

    @property
    def alone(self) -> HardSharing:
        """The design of a task alone in its group: there is no other network to take from."""
        return HardSharing(width=self.width, depth=self.depth, dropout=self.dropout)


@dataclass(frozen=True, slots=True)
class MixtureOfExperts(Variant):
    """Experts that all tasks share, mixed by one softmax gate per task (MMoE, Ma 2018)."""

    name: ClassVar[str] = "mixture"
    label: ClassVar[str] = "Mixture of experts"
    summary: ClassVar[str] = (
        "Several encoders for the whole group; every task mixes them patient by patient."
    )

    width: int = _width(64)
    depth: int = _depth()
    dropout: float = _dropout()
    n_experts: int = option(
        4, label="Experts", help="Encoders that all tasks of a group share.", low=1, high=16
    )

    @property
    def alone(self) -> MixtureOfExperts:
        """The design of a task alone in its group: the same experts, one gate."""
        return self


@dataclass(frozen=True, slots=True)
class ProgressiveExperts(Variant):
    """Shared and private experts in levels, with the shared gate (PLE, Tang 2020)."""

    name: ClassVar[str] = "progressive"
    label: ClassVar[str] = "Progressive experts"
    summary: ClassVar[str] = (
        "Some encoders are shared and some belong to one task; gates mix them level by level."
    )

    width: int = _width(64, "Units of an expert.")
    dropout: float = _dropout()
    levels: int = option(
        2, label="Levels", help="Levels of experts, one hidden layer each.", low=1, high=4
    )
    n_shared: int = option(
        2, label="Shared experts", help="Experts of the whole group in each level.", low=1, high=8
    )
    n_private: int = option(
        1, label="Private experts", help="Experts of each task in each level.", low=0, high=8
    )

    @property
    def alone(self) -> ProgressiveExperts:
        """The design of a task alone in its group: all experts serve it, through its gate."""
        return self


@dataclass(frozen=True, slots=True)
class TaskRelation(Variant):
    """One encoder, and a learned covariance of the tasks' last layer (Zhang & Yeung 2010)."""

    name: ClassVar[str] = "relation"
    label: ClassVar[str] = "Task relation"
    summary: ClassVar[str] = (
        "One encoder per group; heads of related tasks are pulled together, and the relation is "
        "learned."
    )

    width: int = _width(128)
    depth: int = _depth()
    dropout: float = _dropout()
    strength: float = option(
        0.001,
        label="Strength",
        help="Pull of the heads towards the learned relation; 0 is hard sharing.",
        low=0.0,
        high=100.0,
    )

    @property
    def alone(self) -> TaskRelation:
        """The design of a task alone in its group: its head is kept small, as in a group."""
        return self


@dataclass(frozen=True, slots=True)
class LinearShared(Variant):
    """Linear models whose weights are a shared part plus an own one (Evgeniou & Pontil 2004)."""

    name: ClassVar[str] = "linear"
    label: ClassVar[str] = "Linear, shared part"
    summary: ClassVar[str] = (
        "A linear model per task: one set of weights for all, and what each task adds to it."
    )

    shared: float = option(
        0.00001,
        label="Penalty, shared part",
        help="Keeps the weights small that all tasks have in common; the weakest that is tried.",
        low=0.0,
        high=100.0,
    )
    own: float = option(
        0.0001,
        label="Penalty, own part",
        help="Keeps the weights small that a task adds; the larger beside the other, the more "
        "tasks share.",
        low=0.0,
        high=100.0,
    )
    n_strengths: int = _n_strengths(9)

    @property
    def alone(self) -> LinearShared:
        """The design of a task alone in its group: its two parts are one penalised model."""
        return self


@dataclass(frozen=True, slots=True)
class TraceNorm(Variant):
    """Linear models whose weights lie in few directions that tasks share (Argyriou 2008)."""

    name: ClassVar[str] = "trace-norm"
    label: ClassVar[str] = "Linear, few directions"
    summary: ClassVar[str] = (
        "A linear model per task; the weights of all tasks are mixed from few common directions."
    )

    strength: float = option(
        0.001,
        label="Penalty",
        help="Penalty on the number and size of common directions; the weakest that is tried.",
        low=0.0,
        high=100.0,
    )
    n_strengths: int = _n_strengths(8)

    @property
    def alone(self) -> TraceNorm:
        """The design of a task alone in its group: one direction, a ridge of some strength."""
        return self


SharingDesign: TypeAlias = (
    HardSharing
    | SoftSharing
    | CrossStitch
    | MixtureOfExperts
    | ProgressiveExperts
    | TaskRelation
    | LinearShared
    | TraceNorm
)
"""The closed union of sharing designs; a new one is added here.

Each has a ``name`` for the command line, a ``label`` and a one-sentence ``summary`` for people, and
says what it is for a task ``alone``.
"""
