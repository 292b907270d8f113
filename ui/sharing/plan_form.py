"""The plan of evaluation: what is proposed for the open cohort, and what a person chooses."""

from __future__ import annotations

import typing
from dataclasses import replace

import streamlit as st

from mtl_core.schema import EvaluationPlan, options_of
from mtl_core.schema.specs import RepeatedFolds, SplitPlan
from ui import state
from ui.session.plan import chosen_plan, misfit, proposal, proposed_plan
from ui.widgets.spec_form import choice_form, spec_form
from ui.words import as_text


def plan_form() -> None:
    """Choose who is tested, how often, and which differences matter."""
    plan = chosen_plan()
    split = choice_form(
        plan.split,
        typing.get_args(SplitPlan),
        key="split",
        label="Who is tested",
        about="How patients are divided into those who teach and those who are predicted.",
    )
    missing = misfit(split)
    if missing is not None:
        st.warning(
            f"This plan needs {as_text(missing.expected)}, and no column has it: give it to one on "
            f"the Tasks page. Until then the plan stays **{plan.split.label}**."
        )
        split = plan.split
    shown = [name for name in options_of(plan) if name != "folds"]
    if isinstance(split, RepeatedFolds):
        shown = ["folds", *shown]
    new = replace(spec_form(plan, key="plan", only=shown), split=split)
    state.PLAN.set(None if new == proposed_plan(EvaluationPlan()) else new)
    st.caption(proposal())
