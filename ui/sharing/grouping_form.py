"""Groups edited by hand: one letter per task; tasks with the same letter share an encoder."""

from __future__ import annotations

import streamlit as st

from mtl_core.schema import CohortSchema
from ui import state
from ui.session import draft
from ui.session.letters import alphabet, to_grouping, to_letters
from ui.words import as_text

_PER_ROW = 4


def grouping_form(schema: CohortSchema) -> None:
    """Draw one select box per task and two buttons for the extremes; letters go to the state."""
    names = schema.task_names
    apart = alphabet(len(names))
    with st.container(horizontal=True):
        together = dict.fromkeys(names, apart[0])
        st.button("All together", key="all_together", on_click=set_letters, args=(together,))
        alone = dict(zip(names, apart, strict=True))
        st.button("All alone", key="all_alone", on_click=set_letters, args=(alone,))
    grouping = state.DRAFT.get().grouping
    letters = {} if grouping is None else to_letters(grouping)
    offered = sorted({*apart, *letters.values()}, key=lambda letter: (len(letter), letter))
    chosen = {}
    for i, name in enumerate(names):
        if i % _PER_ROW == 0:
            row = st.columns(_PER_ROW)
        state.seed(_key(name), letters.get(name, "A"))
        with row[i % _PER_ROW]:
            chosen[name] = st.selectbox(
                as_text(name), offered, key=_key(name), format_func=_group_words
            )
    draft.choose(grouping=to_grouping(chosen))


def set_letters(letters: dict[str, str]) -> None:
    """Give every task its letter; only in a callback."""
    draft.choose(grouping=to_grouping(letters))
    for name, letter in letters.items():
        state.put(_key(name), letter)


def _group_words(letter: str) -> str:
    return f"Group {letter}"


def _key(task: str) -> str:
    return f"group_{task}"
