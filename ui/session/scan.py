"""Large files: read by a process of its own while the page shows how far it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from mtl_core.jobs import ScanHandle, forget_scan, load_examined, load_scan, start_scan
from mtl_core.schema.repairs import Repair
from mtl_core.settings import load_settings
from mtl_core.storage import keep_cohort
from ui import state
from ui.session.open_cohort import OpenCohort
from ui.widgets.guard import show_mistake
from ui.words import as_text

LARGE_BYTES = 20_000_000
"""Files from this size on are not read by the page itself."""

_EVERY_SECONDS = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """A file that is being read.

    Attributes
    ----------
    again
        Whether it is the open cohort's file, read with other repairs.
    """

    handle: ScanHandle
    name: str
    source: Path
    again: bool = False


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
    if scan is not None and scan.again == again:
        st.fragment(_watch, run_every=_EVERY_SECONDS)(scan, take, then)


def _watch(scan: Scan, take: Callable[[OpenCohort], None], then: str) -> None:
    now = scan.handle.state()
    if now.live:
        with st.container(border=True, key="scan"):
            st.markdown(f"Reading **{as_text(scan.name)}**")
            st.progress(now.fraction, text=now.message)
            st.button("Stop reading", key="stop_scan", on_click=_cancel, args=(scan,))
        return
    state.SCAN.set(None)
    if now.error is not None:
        forget_scan(scan.handle.folder)
        state.MISTAKE.set(now.error)
        show_mistake(now.error)
        return
    take(_opened(scan))
    st.switch_page(then)


def _opened(scan: Scan) -> OpenCohort:
    folder = scan.handle.folder
    profile, checks = load_examined(folder)
    cohort = OpenCohort(Path(scan.name).stem, load_scan(folder), profile, checks, scan.source)
    forget_scan(folder)
    return cohort


def _cancel(scan: Scan) -> None:
    scan.handle.cancel()
    state.SCAN.set(None)
