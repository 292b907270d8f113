"""Out-of-fold predictions as the long table that everything after training starts from."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import torch

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.data.splits import Split
from mtl_core.inference import Ensemble
from mtl_core.schema import Arm, Task, TaskKind
from mtl_core.studies.arms.held_out import members_of
from mtl_core.studies.arms.shrinking import shrinkage
from mtl_core.studies.prepare import PreparedStudy
from mtl_core.training import TrainedGroup

COLUMNS = ("row", "task", "arm", "repeat", "fold", "class", "observed", "predicted")


def make_ensemble(
    prepared: PreparedStudy, trained: Sequence[TrainedGroup], splits: Sequence[int]
) -> Ensemble:
    """Gather the networks of some splits, with what is needed to use them on raw rows.

    Predicted quantities are shrunk towards the training mean: a narrower scale does it.
    """
    ensemble = members_of(prepared, trained, splits)
    factors = torch.stack([shrinkage(prepared, trained, split) for split in splits])
    return dataclasses.replace(ensemble, scale=ensemble.scale * factors)


def predict_out_of_fold(
    prepared: PreparedStudy, arm: Arm, trained: Sequence[TrainedGroup]
) -> pd.DataFrame:
    """Predict every split's test rows with the networks of that split."""
    parts = []
    for number, split in enumerate(prepared.splits):
        by_task = predict_rows(prepared, trained, number, split.test)
        parts.append(prediction_table(prepared, arm, split, by_task))
    return pd.concat(parts, ignore_index=True)


def predict_rows(
    prepared: PreparedStudy, trained: Sequence[TrainedGroup], number: int, rows: IntArray
) -> dict[str, FloatArray]:
    """Predict rows of the cohort with the networks of split ``number``.

    Returns
    -------
    By task, ``(n_rows, task.n_outputs)``: probabilities, or values in the outcome's unit.
    """
    ensemble = make_ensemble(prepared, trained, [number])
    features = prepared.folds[number].features[torch.from_numpy(rows)]
    outputs = ensemble.predict_encoded(features.unsqueeze(0))
    return {
        task.name: outputs[:, prepared.layout.columns(task.name)] for task in prepared.layout.tasks
    }


def prediction_table(
    prepared: PreparedStudy, arm: Arm, split: Split, outputs: Mapping[str, FloatArray]
) -> pd.DataFrame:
    """Write the predictions of one split's test rows as a long table of labelled rows.

    Parameters
    ----------
    outputs
        By task, ``(n_test, task.n_outputs)``.

    Returns
    -------
    Columns :data:`COLUMNS`. Where the plan sets patients aside a column ``threshold`` more, the
    event rate of those who teach: it cannot be read from the predictions of the tested ones.
    """
    parts = [
        _task_lines(task, split, prepared.labels[task.name], outputs[task.name])
        for task in prepared.study.schema.tasks
    ]
    table = pd.concat(parts, ignore_index=True)
    table["arm"], table["repeat"], table["fold"] = str(arm), split.repeat, split.fold
    if prepared.study.plan.split.tests_everyone:
        return table.loc[:, list(COLUMNS)]
    rates = {task.name: _event_rate(prepared, task, split) for task in prepared.layout.tasks}
    table["threshold"] = table["task"].map(rates).astype(np.float64)
    return table.loc[:, [*COLUMNS, "threshold"]]


def _event_rate(prepared: PreparedStudy, task: Task, split: Split) -> float:
    """Share of events among training and validation rows; NaN unless binary."""
    if task.kind is not TaskKind.BINARY:
        return float("nan")
    return float(np.nanmean(prepared.labels[task.name][np.union1d(split.train, split.valid)]))


def _task_lines(task: Task, split: Split, labels: FloatArray, outputs: FloatArray) -> pd.DataFrame:
    known = ~np.isnan(labels[split.test])
    rows, observed, predicted = split.test[known], labels[split.test][known], outputs[known]
    names: list[str | None]
    match task.kind:
        case TaskKind.MULTICLASS | TaskKind.ORDINAL:
            names = list(task.classes)
            matrix = observed[:, None] == np.arange(len(names))
        case TaskKind.BINARY:
            names, matrix = [task.positive], observed[:, None]
        case TaskKind.REGRESSION:
            names, matrix = [None], observed[:, None]
    n_lines = len(rows) * len(names)
    return pd.DataFrame(
        {
            "row": np.repeat(rows, len(names)),
            "task": np.full(n_lines, task.name, dtype=object),
            "class": pd.Series(names * len(rows), dtype=object),
            "observed": matrix.reshape(-1).astype(np.float64),
            "predicted": predicted.reshape(-1),
        }
    )
