"""How the networks of this session's study are trained."""

from __future__ import annotations

from dataclasses import replace

from mtl_core.schema import TrainingSpec
from ui import state


def chosen_training(budget: TrainingSpec) -> TrainingSpec:
    """Return a budget with everything that a person chose on how networks are trained."""
    return replace(
        budget,
        balancing=state.BALANCING.get(),
        optimiser=state.OPTIMISER.get(),
        schedule=state.SCHEDULE.get(),
        l1=state.L1.get(),
    )


def remember_training(training: TrainingSpec) -> None:
    """Take over how the networks of a past run were trained."""
    state.BALANCING.set(training.balancing)
    state.OPTIMISER.set(training.optimiser)
    state.SCHEDULE.set(training.schedule)
    state.L1.set(training.l1)
