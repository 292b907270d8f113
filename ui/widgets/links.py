"""Links from step to step, so that they look like links."""

from __future__ import annotations

import streamlit as st


def step_link(page: str, label: str) -> None:
    """Link to another page of the dashboard."""
    st.page_link(page, label=f"**{label} →**")
