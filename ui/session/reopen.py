"""Bringing a past run back: its result, and the study with its cohort where that is still kept."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from mtl_core.data import builtin_cohorts
from mtl_core.decisions import decision_of
from mtl_core.errors import MTLError
from mtl_core.schema import Draft, Study
from ui import state
from ui.session import cached
from ui.session.opening import open_builtin, open_upload


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
            state.DRAFT.set(Draft.of(study, state.DRAFT.get().decisions))
    state.open_run(run_id)
    return found


def _open_cohort(run_id: str, study: Study) -> None:
    if not _is_open(study):
        _read_file(run_id, study)
        decisions = tuple(map(decision_of, study.repairs))
        state.DRAFT.set(replace(state.DRAFT.get(), decisions=decisions))


def _read_file(run_id: str, study: Study) -> None:
    for cohort in builtin_cohorts():
        if cohort.csv_path.name == study.cohort.name:
            open_builtin(cohort.key, repairs=study.repairs)
            return
    content, sheet = cached.finished(run_id).cohort.read_bytes(), study.cohort.sheet
    open_upload(study.cohort.name, content, repairs=study.repairs, sheet=sheet)


def _is_open(study: Study) -> bool:
    cohort = state.COHORT.get()
    return (
        cohort is not None
        and cohort.table.fingerprint == study.cohort.fingerprint
        and state.DRAFT.get().repairs == study.repairs
    )
