"""What the Patient page knows of a run: its cohort, its predictions, and its warm networks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from threading import Thread
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from mtl_core.data import Table, patient_codes
from mtl_core.errors import MTLError
from mtl_core.jobs import PatientHelper
from mtl_core.patient import (
    Crowd,
    PatientSpace,
    arms_disagree,
    gather_crowd,
    patient_mark,
    patient_space,
    tasks_disagree,
)
from mtl_core.schema.answers import NETWORKS
from mtl_core.words import number_text
from ui.session import cached, runs
from ui.session.cached import per_run

if TYPE_CHECKING:
    from mtl_core.schema import Study


@dataclass(frozen=True, eq=False)
class PatientData:
    """A run's cohort and predictions, with what is computed once for all patients.

    Attributes
    ----------
    place
        By 0-based row of the file: its place in the table; rows with a prediction only.
    placed
        The rows of the table in ``space``.
    patients
        Code of each row's patient.
    """

    run_id: str
    study: Study
    table: Table
    predictions: pd.DataFrame
    place: dict[int, int]
    space: PatientSpace
    placed: np.ndarray
    patients: np.ndarray

    @cached_property
    def crowd(self) -> Crowd:
        """Patients against whom it is judged whether one is out of the ordinary."""
        return gather_crowd(self.space, self.placed, self.patients)

    @cached_property
    def disagreements(self) -> dict[str, pd.DataFrame]:
        """Patients worth a look, by what disagrees."""
        return {
            "arms": arms_disagree(self.predictions),
            "tasks": tasks_disagree(self.predictions),
        }

    @cached_property
    def marks(self) -> dict[str, int]:
        """The first row of each patient, by the patient's short mark."""
        return {self.mark(row): row for row in reversed(self.place)}

    def mark(self, row: int) -> str:
        """Return the short mark of the patient in a row of the file."""
        return patient_mark(self.run_id, self._identity(row))

    def find(self, words: str) -> int | None:
        """Return the first row of the patient with this id or short mark."""
        text = words.strip()
        return self.marks.get(text.lower(), self.marks.get(patient_mark(self.run_id, text)))

    def cells(self, row: int) -> dict[str, str | None]:
        """Return the features of a row of the file as text, ``None`` where missing."""
        line = self.table.frame.iloc[self.place[row]]
        return {name: _text(line[name]) for name in self.space.features}

    def _identity(self, row: int) -> str:
        name = self.study.schema.patient_id
        cell = None if name is None else _text(self.table.frame[name].iloc[self.place[row]])
        return f"row {row}" if cell is None else cell


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
def patient_data(run_id: str) -> PatientData | None:
    """Return what is known of a run's patients, ``None`` when its file is no longer kept."""
    run = cached.finished(run_id)
    try:
        study, predictions, table = run.study, run.predictions, run.table
    except MTLError:
        return None
    space = patient_space(table.frame, study.schema.feature_names)
    in_file = table.rows_in_file(np.arange(table.n_rows))
    predicted = set(predictions["row"].tolist())
    data = PatientData(
        run_id=run_id,
        study=study,
        table=table,
        predictions=predictions,
        place={int(row): i for i, row in enumerate(in_file) if int(row) in predicted},
        space=space,
        placed=space.place(table.frame),
        patients=patient_codes(table.frame, study.schema.patient_id),
    )
    # The crowd takes a third of a second, and the first "what if" waits for it.
    Thread(target=lambda: data.crowd, name="crowd", daemon=True).start()
    return data


def _text(cell: object) -> str | None:
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return None
    return number_text(cell) if isinstance(cell, float) else str(cell)
