"""How features are encoded and replicas are trained."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from mtl_core.schema.specs.balancing import Balancing, Equal
from mtl_core.schema.specs.members import Diverse, Identical, Members
from mtl_core.schema.specs.optimisers import AdamW, Optimiser
from mtl_core.schema.specs.options import Spec, option
from mtl_core.schema.specs.schedules import OneCycle, Schedule


@dataclass(frozen=True, slots=True)
class PiecewiseLinear(Spec):
    """Piecewise-linear encoding over quantile bins (Gorishniy 2022, arXiv 2203.05556)."""

    n_bins: int = option(
        6,
        label="Bins",
        help="Most quantile bins per numeric column; fewer are used on small or wide tables.",
        low=2,
        high=64,
    )


@dataclass(frozen=True, slots=True)
class TrainingSpec(Spec):
    """Budget and regularisation of every replica, the same for all arms.

    Raises
    ------
    StudyError
        When an option is out of range.
    """

    encoding: PiecewiseLinear = PiecewiseLinear()
    n_steps: int = option(
        400, label="Steps", help="Optimiser steps whatever the number of rows.", low=20, high=20_000
    )
    batch_size: int = option(128, label="Batch", help="Patients per step.", low=8, high=4096)
    optimiser: Optimiser = field(default_factory=AdamW)
    schedule: Schedule = field(default_factory=OneCycle)
    balancing: Balancing = field(default_factory=Equal)
    l1: float = option(
        0.0,
        label="L1 penalty",
        help="Penalty on the size of weights that meet the features; it sets small ones to zero.",
        low=0.0,
        high=100.0,
    )
    n_members: int = option(
        2, label="Members", help="Networks whose probabilities are averaged.", low=1, high=16
    )
    members: Members = field(default_factory=Identical)
    patience: int = option(
        6,
        label="Patience",
        help="Validation checks without improvement after which a replica stops.",
        low=1,
        high=1000,
    )


class Preset(StrEnum):
    """Named budgets."""

    QUICK = "quick"
    FULL = "full"

    @property
    def training(self) -> TrainingSpec:
        """The training budget of the preset."""
        if self is Preset.QUICK:
            return TrainingSpec(n_members=1)
        return TrainingSpec(n_members=4, members=Diverse())
