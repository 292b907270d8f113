"""Gradient boosting with LightGBM on the raw cells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray
from mtl_core.baselines.cells import boosting_frame
from mtl_core.baselines.protocol import ReferenceModel, base_rate, labelled
from mtl_core.data.splits import Split
from mtl_core.schema import Task, TaskKind

BOOSTING: dict[str, Any] = {
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 20,
    "lambda_l2": 10.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
"""Settings of LightGBM; the number of trees is chosen by early stopping."""

_OBJECTIVES = {
    TaskKind.BINARY: "binary",
    TaskKind.MULTICLASS: "multiclass",
    TaskKind.ORDINAL: "multiclass",
    TaskKind.REGRESSION: "regression",
}
_MOST_TREES = 1000
_PATIENCE = 30
_UNVALIDATED_TREES = 50


def fit_predict_boosting(
    task: Task, raw: pd.DataFrame, labels: FloatArray, split: Split, *, seed: int
) -> FloatArray:
    """LightGBM with early stopping on the validation rows; returns as the linear models do."""
    import lightgbm

    train, valid = labelled(split.train, labels), labelled(split.valid, labels)
    if len(np.unique(labels[train])) < 2:
        return base_rate(task, labels[train], len(split.test))
    # LightGBM refuses names with signs such as a comma, and takes 'a b' and 'a_b' for one name.
    raw = raw.set_axis([f"f{number}" for number in range(raw.shape[1])], axis=1)
    settings = BOOSTING | {"objective": _OBJECTIVES[task.kind], "seed": seed}
    if task.kind.per_class:
        settings["num_class"] = len(task.classes)
    training = lightgbm.Dataset(raw.iloc[train], labels[train])
    if valid.size:
        validation = lightgbm.Dataset(raw.iloc[valid], labels[valid], reference=training)
        model = lightgbm.train(
            settings,
            training,
            num_boost_round=_MOST_TREES,
            valid_sets=[validation],
            callbacks=[lightgbm.early_stopping(_PATIENCE, verbose=False)],
        )
    else:
        model = lightgbm.train(settings, training, num_boost_round=_UNVALIDATED_TREES)
    predicted = np.asarray(model.predict(raw.iloc[split.test]), dtype=np.float64)
    return predicted.reshape(len(split.test), task.n_outputs)


MODEL = ReferenceModel(fit_predict_boosting, boosting_frame)
