"""Mistakes that a person can mend become one message; a bug stays a crash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from mtl_core.errors import MTLError
from ui.words import as_text


@contextmanager
def mistakes_shown() -> Iterator[None]:
    """Show an :class:`MTLError` raised inside as a message with its next step."""
    try:
        yield
    except MTLError as error:
        show_mistake(error)


def show_mistake(error: MTLError) -> None:
    """Show what went wrong, what was expected, what was found and what to do."""
    st.error(
        f"**{as_text(error.problem)}.**\n\n"
        f"- Expected: {as_text(error.expected)}\n"
        f"- Found: {as_text(error.found)}\n\n"
        f"**What to do:** {as_text(error.action)}."
    )
