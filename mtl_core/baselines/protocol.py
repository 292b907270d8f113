"""What every reference model keeps to: rows with a label, base rates, one loss for choices."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.limits import SMALLEST_RISK
from mtl_core.schema import Task, TaskKind


def labelled(rows: IntArray, labels: FloatArray) -> IntArray:
    """Return those of ``rows`` whose label is known."""
    return rows[~np.isnan(labels[rows])]


def base_rate(task: Task, labels: FloatArray, n_test: int) -> FloatArray:
    """Predict what the training labels say on the whole, where they do not vary.

    Returns
    -------
    ``(n_test, task.n_outputs)``; half a row is added to every class, so no risk is 0 or 1.
    """
    if task.kind is TaskKind.REGRESSION:
        return np.full((n_test, 1), labels.mean() if labels.size else 0.0)
    counts = np.bincount(labels.astype(int), minlength=len(task.classes)) + 0.5
    shares = counts / counts.sum()
    return np.tile(shares[1:] if task.kind is TaskKind.BINARY else shares, (n_test, 1))


def outputs_of(task: Task, known: FloatArray, classes: npt.NDArray[np.generic]) -> FloatArray:
    """Spread probabilities of the classes that a model knows over all classes of the task.

    Parameters
    ----------
    known
        ``(n, len(classes))``, rows sum to 1.
    classes
        Number of the class of each column.

    Returns
    -------
    ``(n, task.n_outputs)``; a class that no training row has gets probability 0.
    """
    probabilities = np.zeros((len(known), len(task.classes)))
    probabilities[:, classes.astype(int)] = known
    return probabilities[:, 1:] if task.kind is TaskKind.BINARY else probabilities


def validation_loss(
    task: Task, labels: FloatArray, predicted: FloatArray, smallest: float = SMALLEST_RISK
) -> float:
    """Mean squared error, or cross-entropy with probabilities of at least ``smallest``."""
    if task.kind is TaskKind.REGRESSION:
        return float(np.mean((labels - predicted[:, 0]) ** 2))
    full = np.hstack([1 - predicted, predicted]) if task.kind is TaskKind.BINARY else predicted
    chosen = full[np.arange(len(labels)), labels.astype(int)]
    return float(-np.mean(np.log(np.clip(chosen, smallest, 1.0))))
