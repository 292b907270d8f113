"""Choices that are remembered across pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from ui import state
from ui.state import Slot

T = TypeVar("T")


def choose(
    label: str,
    options: Sequence[T],
    slot: Slot[T | None],
    *,
    key: str,
    words: Callable[[T], str] = str,
) -> T:
    """Draw a select box whose choice stays in ``slot`` when the page is left.

    The first option is chosen when the slot holds nothing that is on offer.
    """
    if state.remembered(key) not in options:
        state.forget(key)
    kept = slot.get()
    state.seed(key, kept if kept in options else options[0])
    value = st.selectbox(label, options, key=key, format_func=words)
    slot.set(value)
    return value
