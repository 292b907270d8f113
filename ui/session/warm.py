"""The pages' heavy modules, imported while a person reads the first page."""

from __future__ import annotations

from importlib import import_module
from threading import Thread

import streamlit as st

_MODULES = ("mtl_core.plots", "mtl_core.evaluation", "mtl_core.decisions", "mtl_core.pooling")


@st.cache_resource(max_entries=1, show_spinner=False)
def warm_up() -> Thread:
    """Start importing, once per server: the first visit of a page then waits for nothing."""
    thread = Thread(target=_import_all, daemon=True)
    thread.start()
    return thread


def _import_all() -> None:
    for name in _MODULES:
        import_module(name)
