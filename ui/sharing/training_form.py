"""How networks are trained: optimiser, schedule of the learning rate, L1 penalty."""

from __future__ import annotations

import typing

import streamlit as st

from mtl_core.schema import TrainingSpec
from mtl_core.schema.specs import Optimiser, Schedule
from ui import state
from ui.session import draft
from ui.widgets.spec_form import choice_form, spec_form


def training_form() -> None:
    """Choose how the weights of all networks move."""
    with st.expander("How networks are trained (for experts)", key="training_open"):
        st.markdown(
            "The values below suit most tables. Single-task and multi-task networks are always "
            "trained alike."
        )
        chosen = state.DRAFT.get().choices
        optimiser = choice_form(
            chosen.optimiser,
            typing.get_args(Optimiser),
            key="optimiser",
            label="Optimiser",
            about="How weights move in a training step.",
        )
        schedule = choice_form(
            chosen.schedule,
            typing.get_args(Schedule),
            key="schedule",
            label="Learning rate over time",
            about="How the learning rate changes from the first step to the last.",
        )
        spec = spec_form(TrainingSpec(l1=chosen.l1), key="training", only=("l1",))
        draft.choose(optimiser=optimiser, schedule=schedule, l1=spec.l1)
