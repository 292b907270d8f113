"""What the Patient page knows of a run: its cohort, its predictions, and its warm networks."""

from __future__ import annotations

from functools import partial
from threading import Thread

import streamlit as st

from mtl_core.errors import MTLError
from mtl_core.jobs import PatientHelper
from mtl_core.patient import PatientCohort
from mtl_core.schema.answers import NETWORKS
from ui.session import cached, runs
from ui.session.cached import per_run


@per_run(
    NETWORKS,
    max_entries=1,
    cache=partial(st.cache_resource, on_release=lambda one: one.close()),
)
def helper(run_id: str) -> PatientHelper:
    """Return the warm networks of a run, ``None`` when it has none."""
    return PatientHelper(runs.folder(run_id).path)


@per_run(
    max_entries=1,
    show_spinner="Reading the cohort for its patients",
    cache=st.cache_resource,
)
def patient_data(run_id: str) -> PatientCohort | None:
    """Return what is known of a run's patients, ``None`` when its file is no longer kept."""
    run = cached.finished(run_id)
    try:
        data = PatientCohort(run_id, run.study, run.table, run.predictions)
    except MTLError:
        return None
    # The crowd takes a third of a second, and the first "what if" waits for it.
    Thread(target=lambda: data.crowd, name="crowd", daemon=True).start()
    return data
