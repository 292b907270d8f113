"""Predicted quantities are shrunk towards their mean as far as held-out patients ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

import numpy as np
import torch
from torch import Tensor

from mtl_core.arrays import FloatArray
from mtl_core.schema import TaskKind
from mtl_core.schema.specs import Diverse, Identical
from mtl_core.studies.arms.held_out import predict_held_out
from mtl_core.studies.prepare import PreparedStudy
from mtl_core.training import TrainedGroup

SMALLEST_FACTOR = 0.01
"""What is left of deviations that say nothing: the order of patients, which correlations need."""


def shrinkage(prepared: PreparedStudy, trained: Sequence[TrainedGroup], number: int) -> Tensor:
    """Return by how much predictions of one split are multiplied, ``(n_tasks,)``, 0.01 to 1.

    1 for classes, and for members that are identical.
    """
    factors = torch.ones(prepared.layout.n_tasks)
    match prepared.study.training.members:
        case Identical():
            return factors
        case Diverse():
            pass
        case _ as unknown:
            assert_never(unknown)
    quantities = prepared.layout.of_kind(TaskKind.REGRESSION)
    if not quantities:
        return factors
    fold, held = prepared.folds[number], predict_held_out(prepared, trained, number)
    for task in quantities:
        place, column = prepared.layout.index(task.name), prepared.layout.columns(task.name)
        centre, scale = fold.centre[place].item(), fold.scale[place].item()
        known = fold.known[held.rows, place].numpy() > 0
        observed = fold.labels[held.rows, place].double().numpy()[known]
        predicted = (held.predicted[known, column.start] - centre) / scale
        factors[place] = least_squares_factor(predicted, observed)
    return factors


def least_squares_factor(predicted: FloatArray, observed: FloatArray) -> float:
    """Return the factor, 0.01 to 1, by which predictions come closest to what was observed.

    Both are deviations from the training mean, ``(n,)``. Predictions that say too much are drawn
    in; none is stretched (the shrinkage factor of Copas 1983, J R Stat Soc B 45:311, estimated on
    patients whom the predicting networks have not learned from). 1 where nothing can be estimated.
    """
    size = float(predicted @ predicted)
    if size == 0 or not np.isfinite(size):
        return 1.0
    return float(np.clip(predicted @ observed / size, SMALLEST_FACTOR, 1.0))
