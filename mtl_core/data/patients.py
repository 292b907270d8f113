"""Which rows are one patient, and which patients are alike: the units of every resample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from mtl_core.data.labels import labels_of
from mtl_core.data.splitting import label_strata
from mtl_core.data.table import Table
from mtl_core.schema import Task

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ResamplingUnits:
    """Code of each row's patient and of its stratum, both ``(n_rows,)``."""

    patients: IntArray
    strata: IntArray


def resampling_units(
    table: Table, tasks: Sequence[Task], patient_id: str | None
) -> ResamplingUnits:
    """Tell who is resampled, for intervals on the same resamples as those of the study.

    Parameters
    ----------
    tasks
        The tasks that the study evaluated, in its order.
    patient_id
        Column that says which rows are one patient; ``None`` makes every row a patient.
    """
    patients = patient_codes(table.frame, patient_id)
    labels = {task.name: labels_of(table, task) for task in tasks}
    return ResamplingUnits(patients, label_strata(labels, tasks, patients))


def patient_codes(frame: pd.DataFrame, patient_id: str | None) -> IntArray:
    """Give every patient a number; a row without an id is a patient of its own."""
    if patient_id is None:
        return np.arange(len(frame), dtype=np.int64)
    codes, distinct = pd.factorize(frame[patient_id])
    nameless = codes < 0
    codes = codes.astype(np.int64)
    codes[nameless] = len(distinct) + np.arange(int(nameless.sum()))
    return codes
