"""Folds inside a fold: what may be looked at when a grouping is chosen."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from torch.nn import functional as F  # noqa: N812

from mtl_core.arrays import IntArray
from mtl_core.data import fit_preprocessor
from mtl_core.data.splits import make_splits
from mtl_core.schema import EvaluationPlan
from mtl_core.schema.answers import INNER_FOLDS
from mtl_core.studies.prepare import PreparedStudy
from mtl_core.training import FoldData, derive_seed, prepare_folds

MOST_ROWS = 20_000
"""Rows of a fold that are looked at; more would take longer and tell hardly more."""


def inner_folds(prepared: PreparedStudy) -> tuple[tuple[FoldData, ...], ...]:
    """Divide each fold's training and validation rows anew, by patient.

    The tensors hold no other rows: what is not there cannot choose a grouping. Everything fitted is
    fitted anew on the inner training rows. All folds are padded to one shape.

    Returns
    -------
    By fold of the study, its inner folds; ``test`` are rows that neither train nor stop a network.
    """
    return _aligned([_divided(prepared, number) for number in range(len(prepared.splits))])


def _divided(prepared: PreparedStudy, number: int) -> tuple[FoldData, ...]:
    split, study = prepared.splits[number], prepared.study
    seed = derive_seed(study.plan.seed, "inner folds", split.repeat, split.fold)
    rows = _few_enough(np.concatenate([split.train, split.valid]), prepared.patients, seed)
    frame = prepared.table.frame.iloc[rows].reset_index(drop=True)
    labels = {name: values[rows] for name, values in prepared.labels.items()}
    patients = np.unique(prepared.patients[rows], return_inverse=True)[1].astype(np.int64)
    plan = EvaluationPlan(folds=INNER_FOLDS, repeats=1, seed=seed % 2**31)
    splits = make_splits(labels, study.schema.tasks, patients, plan)
    preprocessors = [
        fit_preprocessor(frame, study.schema.features, inner.train, study.training.encoding)
        for inner in splits
    ]
    folds = prepare_folds(frame, labels, prepared.layout, splits, preprocessors)
    return tuple(
        dataclasses.replace(fold, seed_key=(number, place)) for place, fold in enumerate(folds)
    )


def _few_enough(rows: IntArray, patients: IntArray, seed: int) -> IntArray:
    """Keep whole patients, drawn at random, until there are rows enough."""
    if len(rows) <= MOST_ROWS:
        return np.sort(rows)
    distinct, codes, sizes = np.unique(patients[rows], return_inverse=True, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(distinct))
    kept = np.zeros(len(distinct), dtype=bool)
    kept[order[np.cumsum(sizes[order]) <= MOST_ROWS]] = True
    return np.sort(rows[kept[codes]])


def _aligned(parts: Sequence[tuple[FoldData, ...]]) -> tuple[tuple[FoldData, ...], ...]:
    """Pad features and labels to the largest number of rows and the widest encoding."""
    shapes = [fold.features.shape for part in parts for fold in part]
    n_rows, width = max(shape[0] for shape in shapes), max(shape[1] for shape in shapes)

    def padded(fold: FoldData) -> FoldData:
        more, wider = n_rows - fold.features.shape[0], width - fold.features.shape[1]
        return dataclasses.replace(
            fold,
            features=F.pad(fold.features, (0, wider, 0, more)),
            labels=F.pad(fold.labels, (0, 0, 0, more)),
            known=F.pad(fold.known, (0, 0, 0, more)),
        )

    return tuple(tuple(padded(fold) for fold in part) for part in parts)
