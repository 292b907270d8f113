"""What every page has in common: the research-use sentence, a title and the page's question."""

from __future__ import annotations

import streamlit as st

from ui import state

RESEARCH_USE = (
    "Research use only. Not a medical device. Not for diagnosis, treatment or triage of any "
    "patient. Estimates come from the data loaded here and have not been externally validated."
)


def banner() -> None:
    """Show the research-use sentence."""
    with st.container(key="research_use"):
        st.caption(RESEARCH_USE)


def heading(title: str, question: str) -> None:
    """Show the page's title, the one question that it answers, and a notice left by an action."""
    st.title(title, anchor=False)
    st.markdown(f"*{question}*")
    notice = state.NOTICE.get()
    if notice:
        state.NOTICE.set("")
        st.success(notice)
