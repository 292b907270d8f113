"""Which rows are one patient, and which patients are alike: the units of every resample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mtl_core.arrays import IntArray
from mtl_core.data.labels import labels_of
from mtl_core.data.splits import dividing_values, make_splits, rows_tested, strata_of_tested
from mtl_core.data.table import Table
from mtl_core.schema import Study, Task


@dataclass(frozen=True, slots=True, eq=False)
class ResamplingUnits:
    """Code of each row's patient and of its stratum, both ``(n_rows,)``."""

    patients: IntArray
    strata: IntArray


def resampling_units(table: Table, tasks: Sequence[Task], study: Study) -> ResamplingUnits:
    """Tell who is resampled, for intervals on the same resamples as those of the study.

    Parameters
    ----------
    tasks
        The tasks that the study evaluated, in its order.
    study
        Its schema says which rows are one patient, its plan who was tested.
    """
    patients = patient_codes(table.frame, study.schema.patient_id)
    labels = {task.name: labels_of(table, task) for task in tasks}
    divider = dividing_values(table, study.schema, study.plan.split)
    splits = make_splits(labels, tasks, patients, replace(study.plan, repeats=1), divider)
    tested = rows_tested(splits, table.n_rows)
    return ResamplingUnits(patients, strata_of_tested(labels, tasks, patients, tested))


def patient_codes(frame: pd.DataFrame, patient_id: str | None) -> IntArray:
    """Give every patient a number; a row without an id is a patient of its own."""
    if patient_id is None:
        return np.arange(len(frame), dtype=np.int64)
    codes, distinct = pd.factorize(frame[patient_id])
    nameless = codes < 0
    codes = codes.astype(np.int64)
    codes[nameless] = len(distinct) + np.arange(int(nameless.sum()))
    return codes
