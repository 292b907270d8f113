"""A run's cohort as one patient after another is looked at in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.data import Table, patient_codes
from mtl_core.patient.combinations import Rare, rare_combinations
from mtl_core.patient.disagreement import arms_disagree, tasks_disagree
from mtl_core.patient.marks import patient_mark
from mtl_core.patient.risks import outcomes
from mtl_core.patient.similar import SimilarOutcome, similar_outcome
from mtl_core.patient.space import PatientSpace, patient_space
from mtl_core.patient.typicality import Crowd, Typicality, gather_crowd, typicality
from mtl_core.schema import Study, Task
from mtl_core.words import number_text


@dataclass(frozen=True, eq=False)
class PatientCohort:
    """A run's cohort and predictions, with what is computed once for all patients."""

    run_id: str
    study: Study
    table: Table
    predictions: pd.DataFrame

    @cached_property
    def place(self) -> dict[int, int]:
        """By 0-based row of the file: its place in the table; rows with a prediction only."""
        in_file = self.table.rows_in_file(np.arange(self.table.n_rows)).tolist()
        predicted = set(self.predictions["row"].tolist())
        return {row: i for i, row in enumerate(in_file) if row in predicted}

    @cached_property
    def space(self) -> PatientSpace:
        """Ranks and levels of the features."""
        return patient_space(self.table.frame, self.study.schema.feature_names)

    @cached_property
    def placed(self) -> FloatArray:
        """The rows of the table in ``space``."""
        return self.space.place(self.table.frame)

    @cached_property
    def patients(self) -> IntArray:
        """Code of each row's patient."""
        return patient_codes(self.table.frame, self.study.schema.patient_id)

    @cached_property
    def crowd(self) -> Crowd:
        """Patients against whom it is judged whether one is out of the ordinary."""
        return gather_crowd(self.space, self.placed, self.patients)

    @cached_property
    def disagreements(self) -> dict[str, pd.DataFrame]:
        """Patients worth a look, by what disagrees."""
        lines = self.predictions
        return {"arms": arms_disagree(lines), "tasks": tasks_disagree(lines)}

    @cached_property
    def marks(self) -> dict[str, int]:
        """The first row of each patient, by the patient's short mark."""
        return {self.mark(row): row for row in reversed(self.place)}

    def mark(self, row: int) -> str:
        """Return the short mark of the patient in a row of the file."""
        name = self.study.schema.patient_id
        cell = None if name is None else _text(self.table.frame[name].iloc[self.place[row]])
        return patient_mark(self.run_id, f"row {row}" if cell is None else cell)

    def find(self, words: str) -> int | None:
        """Return the first row of the patient with this id or short mark."""
        text = words.strip()
        return self.marks.get(text.lower(), self.marks.get(patient_mark(self.run_id, text)))

    def cells(self, row: int) -> dict[str, str | None]:
        """Return the features of a row of the file as text, ``None`` where missing."""
        line = self.table.frame.iloc[self.place[row]]
        return {name: _text(line[name]) for name in self.space.features}

    def similar(
        self, row: int, task: Task, weights: pd.Series | None
    ) -> dict[str | None, SimilarOutcome]:
        """Count each outcome of a task among the patients most similar to that of a row.

        Parameters
        ----------
        weights
            Of the features in the distance; all alike without them.
        """
        place = self.place[row]
        shares = None
        if weights is not None:
            shares = weights.reindex(list(self.space.features)).fillna(0.0).to_numpy()
        distances = self.space.distances(self.placed[place], self.placed, shares)
        return {
            label: similar_outcome(distances, self.patients, place, had)
            for label, had in outcomes(self.table, task).items()
        }

    def typicality(self, row: int, changes: Mapping[str, str | None]) -> Typicality:
        """Judge the patient of a row with some other values, given as text."""
        others = self.patients != self.patients[self.place[row]]
        one = self._changed(row, changes)
        return typicality(self.space, one, self.placed, self.crowd, others)

    def rare(self, row: int, changes: Mapping[str, str | None]) -> tuple[Rare, ...]:
        """Find changed values that nearly no patient has together with another of this one."""
        one = self._changed(row, changes)
        return rare_combinations(self.space, one, self.placed, list(changes))

    def _changed(self, row: int, changes: Mapping[str, str | None]) -> FloatArray:
        line = self.table.frame.iloc[[self.place[row]]].copy()
        for name, text in changes.items():
            number = name in self.space.numbers
            line[name] = (np.nan if text is None else float(text)) if number else [text]
        return np.asarray(self.space.place(line)[0])


def _text(cell: object) -> str | None:
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return None
    return number_text(cell) if isinstance(cell, float) else str(cell)
