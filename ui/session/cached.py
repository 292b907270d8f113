"""What pages read from run folders, kept per session and keyed by run and by the file's version."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from mtl_core.data import ResamplingUnits, read_bytes, resampling_units
from mtl_core.errors import MTLError
from mtl_core.jobs import load_subgroups
from mtl_core.schema import ExplanationSummary, RunStatus, Study, StudyResult
from mtl_core.schema.answers import SubgroupReport
from mtl_core.storage import RunFolder
from ui.session import runs


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Attributions of a run and how they were made."""

    attributions: pd.DataFrame
    summary: ExplanationSummary


def status(run_id: str) -> RunStatus | None:
    """Return the state of a run, or ``None`` when there is no such run."""
    try:
        return runs.supervisor().status(run_id)
    except MTLError:
        return None


def study(run_id: str) -> Study | None:
    """Return the study of a run."""
    return _study(run_id, runs.folder(run_id).stamp("study.json"))


def result(run_id: str) -> StudyResult | None:
    """Return what a run found, or ``None`` when it has not got so far."""
    return _result(run_id, runs.folder(run_id).stamp("result.json"))


def task_predictions(run_id: str, task: str) -> pd.DataFrame | None:
    """Return the out-of-fold predictions for one task, or ``None`` when there are none yet."""
    return _task_predictions(run_id, runs.folder(run_id).stamp("predictions.parquet"), task)


def explanation(run_id: str) -> Explanation | None:
    """Return the explanation of a run, or ``None`` when there is none."""
    return _explanation(run_id, runs.folder(run_id).stamp("attributions.json"))


def units(run_id: str) -> ResamplingUnits | None:
    """Return who was resampled in a run, or ``None`` when its cohort is no longer where it was."""
    return _units(run_id, runs.folder(run_id).stamp("result.json"))


def subgroups(folder: RunFolder) -> SubgroupReport | None:
    """Return results by subgroup from the folder of that question, ``None`` when not there yet."""
    return _subgroups(folder, folder.stamp("subgroups.json"), str(folder.path))


@st.cache_data(scope="session", max_entries=4, show_spinner=False)
def _subgroups(
    _folder: RunFolder,
    stamp: str | None,
    path: str,  # noqa: ARG001 - the cache's key
) -> SubgroupReport | None:
    return None if stamp is None else load_subgroups(_folder)


@st.cache_data(scope="session", max_entries=8, show_spinner=False)
def _study(run_id: str, stamp: str | None) -> Study | None:
    return None if stamp is None else runs.folder(run_id).read_study()


@st.cache_data(scope="session", max_entries=8, show_spinner=False)
def _result(run_id: str, stamp: str | None) -> StudyResult | None:
    return None if stamp is None else runs.folder(run_id).read_result()


@st.cache_data(scope="session", max_entries=6, show_spinner=False)
def _task_predictions(run_id: str, stamp: str | None, task: str) -> pd.DataFrame | None:
    table = None if stamp is None else runs.folder(run_id).read_predictions()
    return None if table is None else table[table["task"] == task].reset_index(drop=True)


@st.cache_data(scope="session", max_entries=2, show_spinner=False)
def _explanation(run_id: str, stamp: str | None) -> Explanation | None:
    folder = runs.folder(run_id)
    summary = None if stamp is None else folder.read_explanation_summary()
    table = None if stamp is None else folder.read_attributions()
    return None if table is None or summary is None else Explanation(table, summary)


@st.cache_data(scope="session", max_entries=4, show_spinner="Reading the cohort for its patients")
def _units(run_id: str, stamp: str | None) -> ResamplingUnits | None:
    found, asked = result(run_id), study(run_id)
    place = runs.folder(run_id).read_cohort_place()
    if stamp is None or found is None or asked is None or place is None:
        return None
    wanted = asked.cohort
    try:
        content = Path(place.path).read_bytes()
        table = read_bytes(content, name=wanted.name, repairs=asked.repairs, sheet=wanted.sheet)
    except (MTLError, OSError):
        return None
    if table.fingerprint != wanted.fingerprint:
        return None
    tasks = [task for task in asked.schema.tasks if task.name not in found.refused]
    return resampling_units(table, tasks, asked)
