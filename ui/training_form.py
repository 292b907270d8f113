"""How networks are trained: optimiser, schedule of the learning rate, L1 penalty."""

from __future__ import annotations

import typing
from dataclasses import replace

import streamlit as st

from mtl_core.schema import (
    LBFGS,
    AdamW,
    Equal,
    LinearShared,
    Optimiser,
    Schedule,
    TrainingSpec,
    options_of,
)
from ui import state
from ui.spec_form import choice_form, spec_form


def training_form() -> None:
    """Choose how the weights of all networks move."""
    with st.expander("How networks are trained (for experts)", key="training_open"):
        st.markdown(
            "The values below suit most tables. Single-task and multi-task networks are always "
            "trained alike."
        )
        fitting = _possible(state.OPTIMISER.get())
        if fitting is not state.OPTIMISER.get():
            for name in ("kind", *options_of(fitting)):
                state.forget(f"optimiser_{name}")
        optimiser = choice_form(
            fitting,
            _kinds(),
            key="optimiser",
            label="Optimiser",
            about="How weights move in a training step. "
            f"{LBFGS.label} is offered for '{LinearShared.label}' with tasks that count equally.",
        )
        state.OPTIMISER.set(optimiser)
        if isinstance(optimiser, LBFGS):
            state.L1.set(0.0)
            return
        schedule = choice_form(
            state.SCHEDULE.get(),
            typing.get_args(Schedule),
            key="schedule",
            label="Learning rate over time",
            about="How the learning rate changes from the first step to the last.",
        )
        state.SCHEDULE.set(schedule)
        spec = spec_form(TrainingSpec(l1=state.L1.get()), key="training", only=("l1",))
        state.L1.set(spec.l1)


def chosen_training(budget: TrainingSpec) -> TrainingSpec:
    """Return a budget with everything that a person chose on how networks are trained."""
    return replace(
        budget,
        balancing=state.BALANCING.get(),
        optimiser=_possible(state.OPTIMISER.get()),
        schedule=state.SCHEDULE.get(),
        l1=state.L1.get(),
    )


def remember_training(training: TrainingSpec) -> None:
    """Take over how the networks of a past run were trained."""
    state.BALANCING.set(training.balancing)
    state.OPTIMISER.set(training.optimiser)
    state.SCHEDULE.set(training.schedule)
    state.L1.set(training.l1)


def _kinds() -> list[type[Optimiser]]:
    """Return the optimisers that fit the design and the balancing."""
    linear = isinstance(state.DESIGN.get(), LinearShared)
    curved = linear and isinstance(state.BALANCING.get(), Equal)
    return [kind for kind in typing.get_args(Optimiser) if curved or kind is not LBFGS]


def _possible(optimiser: Optimiser) -> Optimiser:
    """Return the optimiser, or the usual one where it does not fit."""
    return optimiser if isinstance(optimiser, tuple(_kinds())) else AdamW()
