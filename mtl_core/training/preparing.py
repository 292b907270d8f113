"""From a split and a fitted preprocessor to the tensors a stack trains on."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from mtl_core.arrays import FloatArray
from mtl_core.data import Preprocessor
from mtl_core.data.splits import Split
from mtl_core.schema import OutputLayout, TaskKind
from mtl_core.training.base_rates import base_loss
from mtl_core.training.encoded import room_for
from mtl_core.training.replicas import FoldData, HoldOut


def prepare_folds(
    frame: pd.DataFrame,
    labels: Mapping[str, FloatArray],
    layout: OutputLayout,
    splits: Sequence[Split],
    preprocessors: Sequence[Preprocessor],
) -> tuple[FoldData, ...]:
    """Encode the cohort once per split, padded to the widest encoding.

    Parameters
    ----------
    labels
        By task, shape ``(n_rows,)``: 0/1, class index or value, NaN where unknown.
    """
    width = max(preprocessor.width for preprocessor in preprocessors)
    matrix = np.stack([labels[task.name] for task in layout.tasks], axis=1)
    room = room_for(len(splits), len(frame), width)
    return tuple(
        _prepare_fold(frame, matrix, layout, split, preprocessor, features)
        for split, preprocessor, features in zip(splits, preprocessors, room, strict=True)
    )


def _prepare_fold(
    frame: pd.DataFrame,
    matrix: FloatArray,
    layout: OutputLayout,
    split: Split,
    preprocessor: Preprocessor,
    features: Tensor,
) -> FoldData:
    features[:, : preprocessor.width] = torch.from_numpy(preprocessor.transform(frame))
    known_labels = _known_labels(matrix, layout, split)
    return FoldData(
        features=features,
        train=torch.from_numpy(split.train),
        valid=torch.from_numpy(split.valid),
        test=torch.from_numpy(split.test),
        seed_key=(split.repeat, split.fold),
        hold_outs=_hold_outs(split),
        **known_labels,
    )


def _hold_outs(split: Split) -> tuple[HoldOut, ...]:
    """Divide training and validation rows anew, once for each part that is held out."""
    inside = np.union1d(split.train, split.valid)
    return tuple(
        HoldOut(torch.from_numpy(np.setdiff1d(inside, part)), torch.from_numpy(part))
        for part in split.hold_outs
    )


def relabelled(
    fold: FoldData,
    labels: Mapping[str, FloatArray],
    layout: OutputLayout,
    split: Split,
) -> FoldData:
    """Return a fold with other labels: the same tensor of features, everything else anew.

    What is fitted to labels (scale, base rates) is fitted to the new ones, so that a label that is
    NaN now leaves no trace.

    Parameters
    ----------
    labels
        By task, ``(n_rows,)``, NaN where unknown.
    split
        Gives the rows, and with repeat and fold the random numbers.
    """
    matrix = np.stack([labels[task.name] for task in layout.tasks], axis=1)
    seed_key = (split.repeat, split.fold)
    return dataclasses.replace(fold, seed_key=seed_key, **_known_labels(matrix, layout, split))


class _KnownLabels(TypedDict):
    """The fields of a fold that come from labels."""

    labels: Tensor
    known: Tensor
    base_loss: Tensor
    centre: Tensor
    scale: Tensor


def _known_labels(matrix: FloatArray, layout: OutputLayout, split: Split) -> _KnownLabels:
    centre, scale = _label_scale(matrix[split.train], layout)
    known, parts = ~np.isnan(matrix), (split.train, split.valid)
    standard = np.where(known, (matrix - centre) / scale, 0.0)
    base_losses = [
        base_loss(task.kind, *(standard[rows, index][known[rows, index]] for rows in parts))
        for index, task in enumerate(layout.tasks)
    ]
    return {
        "labels": torch.tensor(standard, dtype=torch.float32),
        "known": torch.tensor(known, dtype=torch.float32),
        "base_loss": torch.tensor(base_losses, dtype=torch.float32),
        "centre": torch.tensor(centre, dtype=torch.float32),
        "scale": torch.tensor(scale, dtype=torch.float32),
    }


def _label_scale(train: FloatArray, layout: OutputLayout) -> tuple[FloatArray, FloatArray]:
    """Training mean and deviation of regression labels; 0 and 1 for classes."""
    centre, scale = np.zeros(layout.n_tasks), np.ones(layout.n_tasks)
    for index, task in enumerate(layout.tasks):
        values = train[~np.isnan(train[:, index]), index]
        if task.kind is TaskKind.REGRESSION and values.size:
            centre[index] = values.mean()
            scale[index] = values.std() or 1.0
    return centre, scale
