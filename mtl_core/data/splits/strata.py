"""Patients who are alike in their labels: the strata of every resample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mtl_core.arrays import BoolArray, FloatArray, IntArray
from mtl_core.data.splits.folds import patient_indicators
from mtl_core.schema import Task, TaskKind

_MIN_STRATUM = 20


def strata_of_tested(
    labels: Mapping[str, FloatArray],
    tasks: Sequence[Task],
    patients: IntArray,
    tested: BoolArray,
) -> IntArray:
    """Strata for resampling where only some rows are tested.

    Patients with a tested row are grouped by the labels of these rows, as :func:`label_strata`
    does; all others are one stratum more, so every resample has as many tested patients as the
    cohort.

    Parameters
    ----------
    tested
        ``(n_rows,)``.

    Returns
    -------
    Stratum of each row, shape ``(n_rows,)``.
    """
    if tested.all():
        return label_strata(labels, tasks, patients)
    people, own = np.unique(patients[tested], return_inverse=True)
    known = {task.name: labels[task.name][tested] for task in tasks}
    strata = label_strata(known, tasks, own.astype(np.int64))
    by_patient = np.zeros(int(patients.max()) + 1, dtype=np.int64)
    by_patient[people[own]] = strata + 1
    return by_patient[patients]


def label_strata(
    labels: Mapping[str, FloatArray], tasks: Sequence[Task], patients: IntArray
) -> IntArray:
    """Group patients by their joint pattern of labels, for stratified resampling.

    Classification tasks are added one by one, rarest event first, as long as every stratum keeps
    at least 20 patients, so that a resample can neither lose a rare event nor freeze.

    Returns
    -------
    Stratum of each row (that of its patient), shape ``(n_rows,)``.
    """
    strata = np.zeros(int(patients.max()) + 1, dtype=np.int64)
    classification = [task for task in tasks if task.kind is not TaskKind.REGRESSION]
    candidates = [patient_indicators(labels, [task], patients) for task in classification]
    candidates.sort(key=lambda table: int(table.sum(axis=0).min()))
    for table in candidates:
        pattern = np.unique(table, axis=0, return_inverse=True)[1].reshape(-1)
        joint = np.unique(np.stack([strata, pattern]), axis=1, return_inverse=True)[1].reshape(-1)
        if np.bincount(joint).min() >= _MIN_STRATUM:
            strata = joint.astype(np.int64)
    return strata[patients]
