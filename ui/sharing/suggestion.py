"""A suggestion of groups: asked for in one of two ways, and measured in the background."""

from __future__ import annotations

import streamlit as st

from mtl_core.schema import Preset, Study
from mtl_core.schema.answers import SuggestionQuestion
from mtl_core.storage import OpenStudy
from mtl_core.words import count, duration
from ui import state
from ui.session import draft
from ui.sharing.suggestion_view import show_suggestion
from ui.widgets.background import answer_to, known_answer

_INTRODUCTION = (
    "**Not sure? Let the data speak.** It is measured whether learning one task helps or harms "
    "each other. Groups are proposed, must beat *all together* on patients held back, and are then "
    "scored on patients who chose nothing. You can read other pages meanwhile."
)
_WAYS = {False: "Quick: watch one joint run", True: "Thorough: train every pair"}


def suggestion() -> None:
    """Draw the suggestion for the study as it stands: a button, its progress, or what was found."""
    study, cohort = draft.study(Preset.QUICK), state.COHORT.get()
    if study is None or cohort is None or len(study.schema.tasks) < 2:
        return
    st.subheader("Suggested groups", anchor=False)
    thorough, about = _choose_way(), OpenStudy(study, cohort.table, cohort.source)
    way = _thorough_words(study) if thorough else _quick_words(study)
    report = answer_to(
        SuggestionQuestion(thorough),
        about,
        key="suggestion",
        button="Suggest groups",
        invitation=f"{_INTRODUCTION}\n\n{way}",
    )
    if report is not None:
        show_suggestion(report, known_answer(SuggestionQuestion(not thorough), about))


def _choose_way() -> bool:
    state.seed("way", state.THOROUGH.get())
    chosen = st.radio(
        "How to look",
        list(_WAYS),
        format_func=lambda thorough: _WAYS[thorough],
        key="way",
        horizontal=True,
        help="Both find planted groups; on real tables they measure different things. Each way "
        "keeps what it has found.",
    )
    state.THOROUGH.set(bool(chosen))
    return bool(chosen)


def _quick_words(study: Study) -> str:
    return (
        "All tasks are trained together once per split of the patients, and at many steps the "
        "effect of one task's step on the others is measured. This takes a minute or a few. The "
        f"joint run has the design chosen below ({study.design.label.lower()}) where all tasks "
        "share its encoders, and hard sharing otherwise."
    )


def _thorough_words(study: Study) -> str:
    n_networks, seconds = SuggestionQuestion(thorough=True).effort(study)
    return (
        f"Every task is trained alone and every pair together, with the design chosen below "
        f"({study.design.label.lower()}): {count(n_networks)} small networks, roughly "
        f"**{duration(seconds)}** for some thousand rows; larger tables take longer."
    )
