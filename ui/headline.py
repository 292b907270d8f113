"""The answer of a run: did sharing help, by how much, and which tasks were left out."""

from __future__ import annotations

import streamlit as st

from mtl_core.evaluation import gains
from mtl_core.schema import PRIMARY, StudyResult, Verdict
from ui.run_view import RunView
from ui.words import as_text, plural, signed


def show_answer(view: RunView) -> None:
    """Show the one sentence that answers the question, what it amounts to, and what is missing."""
    result = view.result
    with st.container(border=True, key="headline"):
        st.header(as_text(result.headline), anchor=False)
        amount = how_much(result, view.study.plan.margin)
        if amount:
            st.markdown(as_text(amount))
        for name, sentence in result.refused.items():
            st.markdown(f"**{as_text(name)}** was left out. {as_text(sentence)}")


def how_much(result: StudyResult, margin: float) -> str:
    """Say in one or two sentences how large the differences are, against the margin.

    A difference that is certain may still be too small to matter: that is said here.
    """
    found = gains(result.tasks)
    if found.mean is None or found.worst is None:
        return ""
    worst = f"the least favourable is {signed(found.worst)} ({found.worst_task})"
    words = f"Over {plural(found.n_tasks, 'task')} that share an encoder, the mean difference in "
    words += f"the primary measure is {signed(found.mean)}; {worst}."
    if found.n_tasks == 1:
        words = f"The difference in the primary measure is {signed(found.mean)}."
    return f"{words}{_against_margin(result, margin)}"


def _against_margin(result: StudyResult, margin: float) -> str:
    """Say which of the differences that are no chance are too small to matter."""
    primary = [task.difference.get(PRIMARY[task.kind]) for task in result.tasks.values()]
    clear = [d for d in primary if d is not None and d.verdict in (Verdict.BETTER, Verdict.WORSE)]
    n_small = sum(
        d.low is not None and d.high is not None and -margin < d.low and d.high < margin
        for d in clear
    )
    if not n_small:
        return ""
    which = f"{n_small} of the {len(clear)} differences that stand out from chance are"
    if n_small == len(clear):
        which = f"All {n_small} differences that stand out from chance are"
    if len(clear) == 1:
        which = "The one difference that stands out from chance is"
    return f" {which} smaller than the margin of {margin:g}, set before as the least that matters."
