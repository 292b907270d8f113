"""What every reference model keeps to: one shape, rows with a label, base rates, one loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from mtl_core.arrays import Float32Array, FloatArray, IntArray
from mtl_core.data.splits import Split
from mtl_core.limits import SMALLEST_RISK
from mtl_core.schema import Feature, Task, TaskKind

ReferenceInput: TypeAlias = pd.DataFrame | Float32Array
"""Cells for models of trees; numbers for the others and for forests."""


@dataclass(frozen=True, slots=True)
class ReferenceModel:
    """A reference model, ``MODEL`` in the file that bears the name of its arm.

    Attributes
    ----------
    fit_predict
        Called with task, input, labels, split and the keyword ``seed``; see
        :func:`~mtl_core.baselines.fit_predict`.
    cells
        What it sees of the table in one split; without it, the features that the networks see.
    """

    fit_predict: Callable[..., FloatArray]
    cells: Callable[[pd.DataFrame, Sequence[Feature], Split], ReferenceInput] | None = None


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
