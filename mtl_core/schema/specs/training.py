"""How features are encoded and replicas are trained."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mtl_core.schema.specs.options import check_options, option


@dataclass(frozen=True, slots=True)
class PiecewiseLinear:
    """Piecewise-linear encoding over quantile bins (Gorishniy 2022, arXiv 2203.05556)."""

    n_bins: int = option(
        6,
        label="Bins",
        help="Most quantile bins per numeric column; fewer are used on small or wide tables.",
        low=2,
        high=64,
    )

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True, slots=True)
class TrainingSpec:
    """Budget and regularisation of every replica, the same for all arms."""

    encoding: PiecewiseLinear = PiecewiseLinear()
    n_steps: int = option(
        400, label="Steps", help="Optimiser steps whatever the number of rows.", low=20, high=20_000
    )
    batch_size: int = option(128, label="Batch", help="Patients per step.", low=8, high=4096)
    learning_rate: float = option(
        1e-2, label="Learning rate", help="Peak of the one-cycle schedule.", low=1e-5, high=0.1
    )
    weight_decay: float = option(
        1.0, label="Weight decay", help="Decoupled decay (AdamW), matrices only.", low=0, high=10
    )
    n_members: int = option(
        2, label="Members", help="Networks whose probabilities are averaged.", low=1, high=16
    )
    patience: int = option(
        6,
        label="Patience",
        help="Validation checks without improvement after which a replica stops.",
        low=1,
        high=1000,
    )

    def __post_init__(self) -> None:
        check_options(self)


class Preset(StrEnum):
    """Named budgets."""

    QUICK = "quick"
    FULL = "full"

    @property
    def training(self) -> TrainingSpec:
        """The training budget of the preset."""
        if self is Preset.QUICK:
            return TrainingSpec(n_members=1)
        return TrainingSpec()
