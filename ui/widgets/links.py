"""Links and buttons from step to step; one button of a page is the main one."""

from __future__ import annotations

import streamlit as st


def step_link(page: str, label: str) -> None:
    """Link to another page of the dashboard."""
    st.page_link(page, label=f"**{label} →**")


def step_button(label: str, *, main: bool, key: str) -> bool:
    """Draw a button, filled where it is the next step; return whether it was pressed."""
    return st.button(label, type="primary" if main else "secondary", key=key)
