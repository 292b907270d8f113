"""What a loss is worth: the loss of predicting the base rate, by which losses are divided."""

from __future__ import annotations

import numpy as np

from mtl_core.arrays import FloatArray
from mtl_core.schema import TaskKind

_SMALLEST_LOSS = 1e-3


def base_loss(kind: TaskKind, train: FloatArray, valid: FloatArray) -> float:
    """Compute the validation loss of predicting the training rows' base rate, never below 0.001.

    Parameters
    ----------
    train, valid
        Known labels: 0/1, class indices, or values standardised on training rows.

    Returns
    -------
    1 where there is no label on one of the sides.
    """
    if train.size == 0 or valid.size == 0:
        return 1.0
    if kind is TaskKind.REGRESSION:
        return max(float(0.5 * np.mean(valid**2)), _SMALLEST_LOSS)
    n_classes = int(max(train.max(), valid.max())) + 1
    counts = np.bincount(train.astype(int), minlength=n_classes) + 0.5
    return max(float(-np.log(counts / counts.sum())[valid.astype(int)].mean()), _SMALLEST_LOSS)
