"""How networks are trained: optimiser, schedule of the learning rate, L1 penalty."""

from __future__ import annotations

import typing

import streamlit as st

from mtl_core.schema import TrainingSpec, options_of
from mtl_core.schema.specs import LBFGS, LinearShared, Schedule
from ui import state
from ui.session import draft
from ui.session.training import fitting_optimisers, possible_optimiser
from ui.widgets.spec_form import choice_form, spec_form


def training_form() -> None:
    """Choose how the weights of all networks move."""
    with st.expander("How networks are trained (for experts)", key="training_open"):
        st.markdown(
            "The values below suit most tables. Single-task and multi-task networks are always "
            "trained alike."
        )
        chosen = state.DRAFT.get().choices
        fitting = possible_optimiser(chosen.optimiser)
        if fitting is not chosen.optimiser:
            for name in ("kind", *options_of(fitting)):
                state.forget(f"optimiser_{name}")
        optimiser = choice_form(
            fitting,
            fitting_optimisers(),
            key="optimiser",
            label="Optimiser",
            about="How weights move in a training step. "
            f"{LBFGS.label} is offered for '{LinearShared.label}' with tasks that count equally.",
        )
        if isinstance(optimiser, LBFGS):
            draft.choose(optimiser=optimiser, l1=0.0)
            return
        schedule = choice_form(
            chosen.schedule,
            typing.get_args(Schedule),
            key="schedule",
            label="Learning rate over time",
            about="How the learning rate changes from the first step to the last.",
        )
        spec = spec_form(TrainingSpec(l1=chosen.l1), key="training", only=("l1",))
        draft.choose(optimiser=optimiser, schedule=schedule, l1=spec.l1)
