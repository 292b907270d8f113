"""How the networks of this session's study are trained."""

from __future__ import annotations

import typing
from dataclasses import replace

from mtl_core.schema import TrainingSpec
from mtl_core.schema.specs import LBFGS, AdamW, Equal, LinearShared, Optimiser
from ui import state


def chosen_training(budget: TrainingSpec) -> TrainingSpec:
    """Return a budget with everything that a person chose on how networks are trained."""
    return replace(
        budget,
        balancing=state.BALANCING.get(),
        optimiser=possible_optimiser(state.OPTIMISER.get()),
        schedule=state.SCHEDULE.get(),
        l1=state.L1.get(),
    )


def remember_training(training: TrainingSpec) -> None:
    """Take over how the networks of a past run were trained."""
    state.BALANCING.set(training.balancing)
    state.OPTIMISER.set(training.optimiser)
    state.SCHEDULE.set(training.schedule)
    state.L1.set(training.l1)


def fitting_optimisers() -> list[type[Optimiser]]:
    """Return the optimisers that fit the design and the balancing."""
    linear = isinstance(state.DESIGN.get(), LinearShared)
    curved = linear and isinstance(state.BALANCING.get(), Equal)
    return [kind for kind in typing.get_args(Optimiser) if curved or kind is not LBFGS]


def possible_optimiser(optimiser: Optimiser) -> Optimiser:
    """Return the optimiser, or the usual one where it does not fit."""
    return optimiser if isinstance(optimiser, tuple(fitting_optimisers())) else AdamW()
