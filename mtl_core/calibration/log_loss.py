"""Mean log loss of predictions, which every map but the isotonic one is fitted to."""

from __future__ import annotations

import numpy as np

from mtl_core.arrays import FloatArray
from mtl_core.limits import SMALLEST_RISK
from mtl_core.schema import TaskKind


def mean_log_loss(observed: FloatArray, predicted: FloatArray, kind: TaskKind) -> float:
    """Mean surprise at what happened; both ``(n, n_outputs)``."""
    if kind is TaskKind.BINARY:
        of_truth = np.where(observed[:, 0] > 0.5, predicted[:, 0], 1 - predicted[:, 0])
    else:
        of_truth = (observed * predicted).sum(axis=1)
    return float(-np.log(np.clip(of_truth, SMALLEST_RISK, 1.0)).mean())
