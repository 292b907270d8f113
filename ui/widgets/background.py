"""Work in the background on a page: a button, its progress, what went wrong, the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import streamlit as st

from mtl_core.jobs import work_status
from mtl_core.schema import RunState
from ui.widgets.guard import mistakes_shown
from ui.words import as_text

if TYPE_CHECKING:
    from mtl_core.storage import RunFolder

T = TypeVar("T")

_EVERY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """Something that a person may ask for.

    Attributes
    ----------
    key
        Of its widgets.
    folder
        Where its answer is, or will be.
    start
        Start the work.
    load
        Read the answer.
    button
        What the button says that starts it.
    patience
        How long it takes, for a person.
    """

    key: str
    folder: RunFolder
    start: Callable[[], object]
    load: Callable[[RunFolder], T | None]
    button: str
    patience: str


def answer_to(asked: Asked[T]) -> T | None:
    """Return the answer; as long as there is none, draw what leads to it."""
    status = work_status(asked.folder)
    if status is not None and status.state.live:
        st.fragment(_watch, run_every=_EVERY_SECONDS)(asked)
        return None
    answer = asked.load(asked.folder) if status and status.state is RunState.DONE else None
    if answer is not None:
        return answer
    if status is not None and status.state is RunState.FAILED:
        st.error(f"This could not be computed. {as_text(status.error or '')}")
    label = asked.button if status is None else "Try again"
    with mistakes_shown():
        if st.button(label, key=f"{asked.key}_ask"):
            if status is not None:
                asked.folder.remove()
            asked.start()
            st.rerun()
    st.caption(asked.patience)
    return None


def _watch(asked: Asked[T]) -> None:
    status = work_status(asked.folder)
    if status is None or not status.state.live:
        st.rerun()
    with st.container(border=True, key=f"{asked.key}_progress"):
        fraction = min(max(status.fraction, 0.0), 1.0)
        st.progress(fraction, text=f"{as_text(status.message or 'Starting')}: {fraction:.0%}")
        st.caption("Other pages can be read meanwhile.")
        st.button("Stop", key=f"{asked.key}_stop", on_click=asked.folder.request_cancel)
