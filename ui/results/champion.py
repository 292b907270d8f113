"""The champion: asked for on the Sharing page, and told in words what it took."""

from __future__ import annotations

import streamlit as st

from mtl_core.schema import Arm, StudyResult
from mtl_core.words import counted
from ui import state
from ui.session import draft
from ui.words import as_text


def champion_form() -> None:
    """Ask whether the better of both arms, task by task, competes as well."""
    state.seed("champion", state.DRAFT.get().choices.champion)
    asked = st.checkbox(
        "Champion",
        key="champion",
        help="One more arm: per task the better of multi-task and single-task, chosen on "
        "validation patients, never on those it is scored on. Costs next to nothing.",
    )
    draft.choose(champion=asked)


def show_champion(result: StudyResult) -> None:
    """Say for every task how often the champion took the multi-task networks."""
    if not result.champion:
        return
    st.subheader("What the champion took", anchor=False)
    st.markdown(
        "**Champion: per task the better of both, chosen on validation patients.** In each split "
        "the patients that decide when a network stops also decide which one is taken; the "
        "patients that it is scored on have no say."
    )
    st.markdown("\n".join(f"- {champion_words(*item)}" for item in result.champion.items()))
    st.caption(
        "A task that stands alone is the same network in both arms and counts as multi-task. "
        "Where splits disagree, the two arms are hardly different."
    )


def champion_words(task: str, taken: tuple[Arm, ...]) -> str:
    """Say how many splits took the multi-task networks of a task."""
    n_multi = sum(arm is Arm.MULTI_TASK for arm in taken)
    name = f"**{as_text(task)}**"
    if n_multi == len(taken):
        return f"{name}: multi-task in {_all(len(taken))}"
    if not n_multi:
        return f"{name}: single-task in {_all(len(taken))}"
    rest = len(taken) - n_multi
    of_all = f"{n_multi} of {counted(len(taken), 'split')}"
    return f"{name}: multi-task in {of_all}, single-task in {rest}"


def _all(n_splits: int) -> str:
    return "both splits" if n_splits == 2 else f"all {counted(n_splits, 'split')}"
