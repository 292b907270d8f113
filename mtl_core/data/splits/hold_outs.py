"""Validation patients of an ensemble's members: each patient is held out by some member."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.data.splits.folds import VALIDATION_SHARE, Split, deal, patient_indicators
from mtl_core.schema import Task

N_PARTS = round(1 / VALIDATION_SHARE)
"""Parts of the training patients that members hold out, one each."""

_STREAM = 1


def with_hold_outs(
    split: Split,
    labels: Mapping[str, FloatArray],
    tasks: Sequence[Task],
    patients: IntArray,
    seed: int,
) -> Split:
    """Return a split whose training patients are dealt into further parts like its validation ones.

    Parameters
    ----------
    labels
        By task, ``(n_rows,)``, NaN where unknown.
    patients
        Code of each row's patient, ``(n_rows,)``.
    seed
        The study's; the parts do not change the split itself.

    Returns
    -------
    The split with up to :data:`N_PARTS` hold-outs, a partition of its training and validation rows
    by patient and stratified over all tasks; the first are its validation rows. A part that no
    patient fell to is left out.
    """
    inside = np.zeros(len(patients), dtype=bool)
    inside[split.train] = inside[split.valid] = True
    # a tested label, where thirds of a quantity are cut, would have a say in who stops a network
    known = {task.name: np.where(inside, labels[task.name], np.nan) for task in tasks}
    indicators = patient_indicators(known, tasks, patients)
    rng = np.random.default_rng([seed, split.repeat, split.fold, _STREAM])
    own = np.unique(patients[split.train])
    part_of = np.full(len(indicators), -1)
    part_of[own] = deal(indicators[own], np.full(N_PARTS - 1, 1 / (N_PARTS - 1)), rng)
    parts = [
        split.train[part_of[patients[split.train]] == part].astype(np.int64)
        for part in range(N_PARTS - 1)
    ]
    # a member that holds out the only patients learns from nobody
    usable = [part for part in parts if 0 < len(part) < len(split.train) + len(split.valid)]
    return dataclasses.replace(split, hold_outs=(split.valid, *usable))
