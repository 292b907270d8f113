"""Bringing a past run back: its result, and the study with its cohort where that is still kept."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from mtl_core.data import builtin_cohorts
from mtl_core.errors import MTLError
from mtl_core.schema import Study
from ui import cached, runs, state
from ui.cohort import accept, open_builtin, open_upload
from ui.letters import to_letters


def reopen(run_id: str) -> bool:
    """Put a run in view with its study; when its cohort is gone, the result alone is opened.

    Returns
    -------
    Whether the cohort could be opened.
    """
    study, found = cached.study(run_id), False
    if study is not None:
        with suppress(MTLError, OSError):
            _open_cohort(run_id, study)
        found = _is_open(study)
        if found:
            accept(study.schema, {})
            state.LETTERS.set(to_letters(study.grouping))
            state.DESIGN.set(study.design)
            state.PLAN.set(study.plan)
    state.open_run(run_id)
    return found


def _open_cohort(run_id: str, study: Study) -> None:
    if _is_open(study):
        return
    for cohort in builtin_cohorts():
        if cohort.csv_path.name == study.cohort.name:
            open_builtin(cohort.key)
            return
    place = runs.folder(run_id).read_cohort_place()
    if place is not None:
        open_upload(study.cohort.name, Path(place.path).read_bytes())


def _is_open(study: Study) -> bool:
    cohort = state.COHORT.get()
    return cohort is not None and cohort.table.fingerprint == study.cohort.fingerprint
