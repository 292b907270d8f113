"""Work in the background on a page: a button, its progress, what went wrong, the answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from mtl_core.errors import CohortError
from mtl_core.jobs import answer_folder, ask, load_answer, work_status
from mtl_core.schema import RunState, RunStatus
from mtl_core.settings import load_settings
from mtl_core.storage import FinishedRun, OpenStudy, RunFolder
from ui.widgets.guard import mistakes_shown
from ui.words import as_text

if TYPE_CHECKING:
    from mtl_core.schema.answers import Asks

T = TypeVar("T")

_EVERY_SECONDS = 1.0


def answer_to(
    question: Asks[T],
    about: FinishedRun | OpenStudy,
    *,
    key: str,
    button: str | None = None,
    invitation: str = "",
) -> T | None:
    """Return the answer to a question; as long as there is none, draw what leads to it.

    Parameters
    ----------
    key
        Begins the keys of its widgets.
    button
        What the button says that asks; without one it is asked at once.
    invitation
        What to expect, above the button.
    """
    settings, found = load_settings(), None
    with mistakes_shown():
        folder = answer_folder(question, about, settings)
        status = work_status(folder)
        if status is None and button is None:
            ask(question, about, settings)
            status = work_status(folder)
        if status is not None and status.state.live:
            watch(key, lambda: work_status(folder), folder.request_cancel)
            return None
        found = known_answer(question, about)
        if found is None:
            st.markdown(invitation)
            label = button if button and status is None else "Try again"
            if _wanted(label, about, status, key=key):
                folder.remove()
                ask(question, about, settings)
                st.rerun()
    return found


def known_answer(question: Asks[T], about: FinishedRun | OpenStudy) -> T | None:
    """Return the answer to a question if somebody has asked before, and draw nothing."""
    folder = answer_folder(question, about, load_settings())
    return _kept(question, str(folder.path), folder.stamp(question.file))


@st.cache_data(scope="session", max_entries=8, show_spinner=False)
def _kept(_question: Asks[T], path: str, stamp: str | None) -> T | None:
    return None if stamp is None else load_answer(_question, RunFolder(Path(path)))


@st.fragment(run_every=_EVERY_SECONDS)
def watch(
    key: str,
    look: Callable[[], RunStatus | None],
    stop: Callable[[], None],
    caption: str = "Other pages can be read meanwhile.",
) -> None:
    """Draw how far work is, with a button that stops it; when it ends the page is drawn anew."""
    status = look()
    if status is None or not status.state.live:
        st.rerun()
    with st.container(border=True, key=f"{key}_progress"):
        fraction = min(max(status.fraction, 0.0), 1.0)
        st.progress(fraction, text=f"{as_text(status.message or 'Starting')}: {fraction:.0%}")
        st.caption(caption)
        st.button("Stop", key=f"{key}_stop", on_click=stop)


def _wanted(
    label: str, about: FinishedRun | OpenStudy, status: RunStatus | None, *, key: str
) -> bool:
    """Say why the last attempt failed, and offer to ask, unless the patients' file is gone."""
    if status is not None and status.state is RunState.FAILED:
        st.error(f"This could not be computed. {as_text(status.error or '')}")
    try:
        return bool(about.cohort) and st.button(label, key=f"{key}_ask")
    except CohortError:
        st.info("The file of this run's patients is no longer where it was, so nothing can start.")
        return False
