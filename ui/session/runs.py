"""Runs as the pages see them: one supervisor per server, folders read by run id."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from mtl_core.jobs import Supervisor
from mtl_core.schema import Study
from mtl_core.settings import Settings, load_settings
from mtl_core.storage import RunFolder, RunRecord
from ui import state
from ui.open_cohort import OpenCohort


def supervisor() -> Supervisor:
    """Return the server's supervisor of runs."""
    settings = load_settings()
    return _supervisor(str(settings.home), settings.database_url, settings)


@st.cache_resource(max_entries=4, show_spinner=False)
def _supervisor(home: str, database_url: str, _settings: Settings) -> Supervisor:  # noqa: ARG001 - the cache's key
    return Supervisor(_settings)


def records() -> tuple[RunRecord, ...]:
    """Return all runs, the newest first."""
    return supervisor().runs()


def folder(run_id: str) -> RunFolder:
    """Return the folder of a run."""
    return supervisor().folder(run_id)


def start(cohort: OpenCohort, study: Study, *, title: str, follow: bool = False) -> NoReturn:
    """Submit a study and show how it is going.

    Parameters
    ----------
    follow
        Lead on to the comparison when the run is done.
    """
    run_id = supervisor().submit(study, cohort.source, title=title)
    state.open_run(run_id)
    state.FOLLOW.set(follow)
    st.switch_page("pages/training.py", query_params={"run": run_id})
