"""Bringing a past run back: its result, and the study with its cohort where that is still kept."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from mtl_core.data import builtin_cohorts
from mtl_core.errors import MTLError
from mtl_core.schema import Answer, Decision, Draft, FindingCode, Study
from mtl_core.schema.repairs import (
    AgeBand,
    AsCategories,
    DateOrder,
    DaysSince,
    LeaveOut,
    MissingCodes,
    NumberMarks,
    OneCoding,
    OnlyNumbers,
    OrderedMarks,
    QualifiedNumbers,
    Repair,
    UnitConversion,
    WithoutRows,
)
from ui import state
from ui.session import cached, runs
from ui.session.open_cohort import open_builtin, open_upload

CODE_OF: dict[type[Repair], FindingCode] = {
    MissingCodes: FindingCode.MISSING_CODE_SUSPECT,
    QualifiedNumbers: FindingCode.QUALIFIED_NUMBERS,
    OrderedMarks: FindingCode.ORDERED_MARKS,
    OnlyNumbers: FindingCode.NUMBERS_WITH_TEXT,
    NumberMarks: FindingCode.MIXED_DECIMAL,
    UnitConversion: FindingCode.MIXED_UNITS,
    DateOrder: FindingCode.DATE_ORDER,
    DaysSince: FindingCode.DATE_ORDER,
    OneCoding: FindingCode.MANY_SPELLINGS,
    AsCategories: FindingCode.NUMBERS_AS_NAMES,
    AgeBand: FindingCode.HIGH_AGE,
    WithoutRows: FindingCode.EMPTY_ROWS,
    LeaveOut: FindingCode.MOSTLY_MISSING,
}
"""The finding that a repair usually answers."""


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
    if _is_open(study):
        return
    if _read_file(run_id, study):
        decisions = tuple(_as_decision(repair) for repair in study.repairs)
        state.DRAFT.set(replace(state.DRAFT.get(), decisions=decisions))


def _read_file(run_id: str, study: Study) -> bool:
    for cohort in builtin_cohorts():
        if cohort.csv_path.name == study.cohort.name:
            open_builtin(cohort.key, repairs=study.repairs)
            return True
    place = runs.folder(run_id).read_cohort_place()
    if place is None:
        return False
    content, sheet = Path(place.path).read_bytes(), study.cohort.sheet
    open_upload(study.cohort.name, content, repairs=study.repairs, sheet=sheet)
    return True


def _as_decision(repair: Repair) -> Decision:
    """Return the answer that a study remembers as a repair; it does not keep the finding."""
    column = None if isinstance(repair, WithoutRows) else repair.column
    return Decision(CODE_OF[type(repair)], column, Answer.ACCEPTED, repair)


def _is_open(study: Study) -> bool:
    cohort = state.COHORT.get()
    return (
        cohort is not None
        and cohort.table.fingerprint == study.cohort.fingerprint
        and state.DRAFT.get().repairs == study.repairs
    )
