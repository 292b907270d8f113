"""Large files: read by a process of its own while the page shows how far it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from mtl_core.errors import MTLError
from mtl_core.jobs import load_scan, start_scan
from mtl_core.schema import RunState
from mtl_core.schema.repairs import Repair
from mtl_core.settings import load_settings
from mtl_core.storage import keep_cohort
from ui import state
from ui.open_cohort import OpenCohort, Scan
from ui.widgets.background import watch
from ui.widgets.guard import show_mistake
from ui.words import as_text

LARGE_BYTES = 20_000_000
"""Files from this size on are not read by the page itself."""


def begin(name: str, content: bytes) -> None:
    """Start to read an uploaded file; its bytes are kept once, readable for their owner only."""
    settings = load_settings()
    path = keep_cohort(settings.cohorts_dir, content)
    state.SCAN.set(Scan(start_scan(path, settings, name=name), name, path))


def begin_again(cohort: OpenCohort, source: Path, repairs: Sequence[Repair]) -> None:
    """Start to read the open cohort's file with other repairs."""
    waiting = state.SCAN.get()
    if waiting is not None:
        waiting.handle.cancel()
    name, sheet = cohort.table.name, cohort.table.sheet
    handle = start_scan(source, load_settings(), name=name, sheet=sheet, repairs=repairs)
    state.SCAN.set(Scan(handle, name, source, again=True))


def show_scan(take: Callable[[OpenCohort], None], *, again: bool, then: str) -> None:
    """Show a file that is being read, and take it when it has been.

    Parameters
    ----------
    take
        What is done with the cohort.
    again
        Whether this page waits for new files or for the open cohort's.
    then
        The page to go to.
    """
    scan = state.SCAN.get()
    if scan is None or scan.again != again:
        return
    now = scan.handle.status()
    if now.state.live:
        look, stop = scan.handle.status, partial(_cancel, scan)
        watch("scan", look, stop, caption=f"Reading **{as_text(scan.name)}**")
        return
    state.SCAN.set(None)
    if now.state is not RunState.DONE:
        scan.handle.folder.remove()
        mistake = MTLError.from_text(now.error or "")
        if again:
            show_mistake(mistake)
        else:
            state.MISTAKE.set(mistake)  # the page says what became of an upload
        return
    found = load_scan(scan.handle.folder)
    scan.handle.folder.remove()
    title = Path(scan.name).stem
    take(OpenCohort(title, found.table, found.profile, found.checks, scan.source))
    st.switch_page(then)


def _cancel(scan: Scan) -> None:
    scan.handle.cancel()
    state.SCAN.set(None)
