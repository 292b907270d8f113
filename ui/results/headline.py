"""The answer of a run: did sharing help, by how much, and which tasks were left out."""

from __future__ import annotations

import streamlit as st

from mtl_core.evaluation.arms import gains
from mtl_core.evaluation.before import why_exploratory
from mtl_core.schema import Difference, StudyResult
from mtl_core.words import counted, interval_95, signed
from ui.session.run_view import RunView
from ui.words import as_text


def show_answer(view: RunView) -> None:
    """Show the one sentence that answers the question, what it amounts to, and what is missing."""
    result = view.result
    with st.container(border=True, key="headline"):
        if why_exploratory(view.study.plan):
            st.badge("Exploratory plan", icon=":material/science:", color="orange")
        show_sentence(result.headline)
        if words := how_much(result):
            st.markdown(as_text(words))
        for name, sentence in result.refused.items():
            st.markdown(f"**{as_text(name)}** was left out. {as_text(sentence)}")


def show_sentence(headline: str) -> None:
    """Show the answer large, and what limits it as text below."""
    answer, stop, details = headline.partition(". ")
    st.header(as_text(answer + stop.strip()), anchor=False)
    if details:
        st.markdown(as_text(details))


def how_much(result: StudyResult) -> str:
    """Say in one sentence how large the differences are."""
    found = gains(result.tasks)
    if found.mean is None or found.worst is None:
        return ""
    worst = f"the least favourable is {signed(found.worst)} ({found.worst_task})"
    words = f"Over {counted(found.n_tasks, 'task')} that share an encoder, the mean difference in "
    spread = _interval(result.mean_gain)
    words += f"the primary measure is {signed(found.mean)}{spread}; {worst}."
    if found.n_tasks == 1:
        words = f"The difference in the primary measure is {signed(found.mean)}."
    return words


def _interval(gain: Difference | None) -> str:
    return "" if gain is None or gain.low is None else f" ({interval_95(gain, signed)})"
