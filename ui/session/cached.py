"""What pages read from run folders, kept per session and keyed by run and by the file's version."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from mtl_core.data import ResamplingUnits, resampling_units
from mtl_core.errors import MTLError
from mtl_core.evaluation.intervals import Resamples, resample_patients
from mtl_core.schema import ExplanationSummary, RunStatus, Study, StudyResult
from mtl_core.schema.answers import PREDICTIONS
from mtl_core.settings import load_settings
from mtl_core.storage import FinishedRun
from ui.session import runs

T = TypeVar("T")
P = ParamSpec("P")


def per_run(
    file: str = PREDICTIONS,
    *,
    max_entries: int,
    show_spinner: str | bool = False,
    cache: Callable[..., Any] = st.cache_data,
) -> Callable[[Callable[Concatenate[str, P], T]], Callable[Concatenate[str, P], T | None]]:
    """Keep what is made from a run for the session, until a file of the run is replaced.

    What is decorated takes the run's id first; as long as the run does not have the file, nothing
    is made and the answer is ``None``.

    Parameters
    ----------
    file
        Name inside the run's folder.
    cache
        ``st.cache_resource`` where all callers may share one value.
    """

    def decorated(
        make: Callable[Concatenate[str, P], T],
    ) -> Callable[Concatenate[str, P], T | None]:
        def kept(
            run_id: str,
            stamp: str,  # noqa: ARG001 - the cache's key
            *args: P.args,
            **kwargs: P.kwargs,
        ) -> T:
            return make(run_id, *args, **kwargs)

        # Streamlit tells the caches of functions apart by these names
        kept.__module__, kept.__qualname__ = make.__module__, make.__qualname__
        caching = cache(scope="session", max_entries=max_entries, show_spinner=show_spinner)(kept)

        @wraps(make)
        def found(run_id: str, /, *args: P.args, **kwargs: P.kwargs) -> T | None:
            stamp = runs.folder(run_id).stamp(file)
            return None if stamp is None else caching(run_id, stamp, *args, **kwargs)

        return found

    return decorated


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Attributions of a run and how they were made."""

    attributions: pd.DataFrame
    summary: ExplanationSummary


def finished(run_id: str) -> FinishedRun:
    """Return the run itself, whose parts are read when they are wanted."""
    return FinishedRun(runs.folder(run_id), load_settings().cohorts_dir)


def status(run_id: str) -> RunStatus | None:
    """Return the state of a run, or ``None`` when there is no such run."""
    try:
        return runs.supervisor().status(run_id)
    except MTLError:
        return None


@per_run("study.json", max_entries=8)
def study(run_id: str) -> Study | None:
    """Return the study of a run."""
    return runs.folder(run_id).read_study()


@per_run("result.json", max_entries=8)
def result(run_id: str) -> StudyResult | None:
    """Return what a run found, or ``None`` when it has not got so far."""
    return runs.folder(run_id).read_result()


@per_run(max_entries=6)
def task_predictions(run_id: str, task: str) -> pd.DataFrame | None:
    """Return the out-of-fold predictions for one task, or ``None`` when there are none yet."""
    table = runs.folder(run_id).read_predictions()
    return None if table is None else table[table["task"] == task].reset_index(drop=True)


@per_run("attributions.json", max_entries=2)
def explanation(run_id: str) -> Explanation | None:
    """Return the explanation of a run, or ``None`` when there is none."""
    folder = runs.folder(run_id)
    summary, table = folder.read_explanation_summary(), folder.read_attributions()
    return None if table is None or summary is None else Explanation(table, summary)


@per_run("result.json", max_entries=4, show_spinner="Reading the cohort for its patients")
def units(run_id: str) -> ResamplingUnits | None:
    """Return who was resampled in a run, or ``None`` when its cohort is no longer where it was."""
    run, told = finished(run_id), result(run_id)
    with suppress(MTLError):
        tasks = [t for t in run.study.schema.tasks if told and t.name not in told.refused]
        return resampling_units(run.table, tasks, run.study)
    return None


@per_run("result.json", max_entries=4, cache=st.cache_resource)
def resamples(run_id: str, n_resamples: int | None = None) -> Resamples | None:
    """Return the study's resamples of patients, or another number of them; drawn once."""
    found, asked = units(run_id), study(run_id)
    if found is None or asked is None:
        return None
    n, seed = n_resamples or asked.plan.n_resamples, asked.plan.seed
    return resample_patients(found.patients, found.strata, n_resamples=n, seed=seed)
