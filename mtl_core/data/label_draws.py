"""Which labels stay when most of them are hidden: nested, by patient, some of every class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mtl_core.arrays import BoolArray, FloatArray, IntArray
from mtl_core.data.splits import Split
from mtl_core.schema import Task, TaskKind

_N_THIRDS = 3


def draw_labels(
    task: Task,
    labels: FloatArray,
    patients: IntArray,
    split: Split,
    shares: Sequence[float],
    rng: np.random.Generator,
) -> BoolArray:
    """Say which training and validation labels stay known at each share.

    Patients are put into random order once; at every share the first ones of each stratum stay, so
    a smaller share is a part of a larger one. Strata are the part of the split (training or
    validation) and the rarest class that the patient has; a regression has thirds of its values
    instead. Of a stratum with any patient at least one stays.

    Parameters
    ----------
    labels
        ``(n_rows,)``, NaN where unknown.
    patients
        Code of each row's patient, ``(n_rows,)``; all rows of a patient stay or go together.
    shares
        Of the patients of each stratum, above 0, at most 1.

    Returns
    -------
    ``(n_shares, n_rows)``: true for labels of the split's training and validation rows that stay;
    false elsewhere, test rows included.
    """
    n_patients = int(patients.max()) + 1
    rank = rng.permutation(n_patients)
    kept = np.zeros((len(shares), len(labels)), dtype=bool)
    for part in (split.train, split.valid):
        rows = part[~np.isnan(labels[part])]
        strata = _strata(task, labels[rows], patients[rows], n_patients)
        for stratum in range(int(strata.max(initial=-1)) + 1):
            members = np.flatnonzero(strata == stratum)
            members = members[np.argsort(rank[members])]
            for number, share in enumerate(shares):
                n_stay = max(1, round(share * len(members)))
                stays = np.isin(patients[rows], members[:n_stay])
                kept[number, rows[stays]] = True
    return kept


def _strata(task: Task, labels: FloatArray, patients: IntArray, n_patients: int) -> IntArray:
    """Stratum of each patient, ``(n_patients,)``; -1 for those without any of these labels."""
    codes = _codes(task, labels)
    counts = np.bincount(codes, minlength=1)
    strata = np.full(n_patients, -1, dtype=np.int64)
    for code in np.argsort(-counts, kind="stable"):  # the rarest is written last
        strata[patients[codes == code]] = code
    return strata


def _codes(task: Task, labels: FloatArray) -> IntArray:
    if task.kind is not TaskKind.REGRESSION or not labels.size:
        return labels.astype(np.int64)
    cuts = np.quantile(labels, np.arange(1, _N_THIRDS) / _N_THIRDS)
    return np.searchsorted(cuts, labels).astype(np.int64)
