"""The choice of reference models that stand beside the networks."""

from __future__ import annotations

import streamlit as st

from mtl_core.baselines import installed_references
from mtl_core.schema import REFERENCES
from ui import state
from ui.session import draft


def reference_form() -> None:
    """Choose reference models; those whose package is missing are named, not offered."""
    offered = installed_references()
    state.seed(
        "references", [arm for arm in state.DRAFT.get().choices.references if arm in offered]
    )
    chosen = st.multiselect(
        "Reference models",
        offered,
        key="references",
        format_func=lambda arm: arm.facts.label,
        placeholder="None",
        help="Models of other kinds on the same splits of the patients, each task alone.",
    )
    draft.choose(references=tuple(arm for arm in offered if arm in chosen))
    for arm in offered:
        if arm in chosen:
            st.caption(f"**{arm.facts.label}**: {arm.facts.advice}")
    for arm in REFERENCES:
        if arm not in offered:
            st.caption(
                f"**{arm.facts.label}** can be compared too once its package is installed where "
                f"this program runs: `pip install {arm.facts.package}`."
            )
