"""One arm as figures show it: every labelled row once, from the first repeat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.evaluation.measures import median_class, training_thresholds
from mtl_core.schema import Arm, Task, TaskKind


@dataclass(frozen=True, slots=True, eq=False)
class RowPredictions:
    """What one arm said about one outcome of every labelled row.

    Attributes
    ----------
    rows
        0-based rows of the cohort, ``(n,)``.
    observed
        0 or 1, or the value, ``(n,)``.
    predicted
        Risk, or the value, ``(n,)``.
    fold
        Fold in which each row was predicted, ``(n,)``.
    threshold
        Risk above which the study counts each row as positive, ``(n,)``, where it comes with the
        predictions.
    """

    rows: IntArray
    observed: FloatArray
    predicted: FloatArray
    fold: IntArray
    threshold: FloatArray | None = None

    @property
    def n(self) -> int:
        """Labelled rows."""
        return len(self.rows)

    @property
    def events(self) -> int:
        """Rows with the outcome."""
        return int(self.observed.sum())

    @property
    def prevalence(self) -> float:
        """Share of rows with the outcome."""
        return float(self.observed.mean())

    @property
    def varies(self) -> bool:
        """Whether two rows differ in what was observed."""
        return len(np.unique(self.observed)) > 1

    @property
    def pair(self) -> tuple[FloatArray, FloatArray]:
        """What was observed and what was predicted."""
        return self.observed, self.predicted

    @property
    def study_thresholds(self) -> FloatArray:
        """Risk above which each row counts as positive: given, or the event rate of other folds."""
        if self.threshold is not None:
            return self.threshold
        return training_thresholds(self.observed, self.fold)


def first_repeat(
    predictions: pd.DataFrame, arm: Arm, classes: Sequence[str] = ()
) -> RowPredictions:
    """Take one arm's rows of the first repeat, as far as their predictions are numbers.

    Parameters
    ----------
    predictions
        The long table of predictions of one task.
    classes
        Of a task of several classes: those whose probabilities are added up.
    """
    table = _of_arm(predictions, arm)
    if classes:
        kept = table[table["class"].isin(list(classes))].groupby("row", as_index=False)
        table = kept.agg({"observed": "sum", "predicted": "sum", "fold": "first"})
        table["predicted"] = table["predicted"].clip(0.0, 1.0)
    observed, predicted = (table[key].to_numpy(np.float64) for key in ("observed", "predicted"))
    row, fold = (table[key].to_numpy(np.int64) for key in ("row", "fold"))
    threshold = table["threshold"].to_numpy(np.float64) if "threshold" in table else None
    return RowPredictions(row, observed, predicted, fold, threshold)


def confusion(predictions: pd.DataFrame, task: Task, arm: Arm) -> IntArray:
    """Count observed (rows) against predicted class in the first repeat, ``(n_classes,) * 2``.

    The predicted class is the most probable one, of ordered classes the median.
    """
    table, n, classes = _of_arm(predictions, arm), len(task.classes), list(task.classes)
    if table.empty:
        return np.zeros((n, n), dtype=np.int64)
    observed, predicted = (
        table.pivot_table(index="row", columns="class", values=key)[classes].to_numpy(np.float64)
        for key in ("observed", "predicted")
    )
    ordered = task.kind is TaskKind.ORDINAL
    chosen = median_class(predicted) if ordered else predicted.argmax(axis=1)
    pairs = observed.argmax(axis=1) * n + chosen
    return np.bincount(pairs, minlength=n * n).reshape(n, n).astype(np.int64)


def _of_arm(predictions: pd.DataFrame, arm: Arm) -> pd.DataFrame:
    known = predictions[["observed", "predicted"]].notna().all(axis=1)
    rows = predictions[(predictions["arm"] == arm.value) & known]
    first: pd.DataFrame = rows[rows["repeat"] == rows["repeat"].min()]
    return first
