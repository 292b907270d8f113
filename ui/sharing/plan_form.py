"""The plan of evaluation: what is proposed for the open cohort, and what a person chooses."""

from __future__ import annotations

import typing
from dataclasses import replace

import streamlit as st

from mtl_core.decisions import misfit
from mtl_core.evaluation.before import plan_in_words
from mtl_core.schema import Preset, options_of
from mtl_core.schema.specs import RepeatedFolds, SplitPlan
from ui import state
from ui.session import draft
from ui.widgets.spec_form import choice_form, spec_form
from ui.words import as_text


def plan_form() -> None:
    """Choose who is tested, how often, and which differences matter."""
    now = state.DRAFT.get()
    plan = draft.plan(Preset.FULL)
    split = choice_form(
        plan.split,
        typing.get_args(SplitPlan),
        key="split",
        label="Who is tested",
        about="How patients are divided into those who teach and those who are predicted.",
    )
    missing = misfit(now, split)
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
    draft.choose(plan=None if new == draft.proposed_plan() else new)
    proposed = plan_in_words(draft.proposed_plan())
    st.caption(f"Proposed for a full study of a cohort of this size: {proposed}")
