"""Gradient boosting with CatBoost, where that package is installed.

CatBoost turns categories into statistics of the outcome that are ordered, so that no patient's own
outcome enters them (Prokhorenkova et al. 2018, NeurIPS 31, arXiv 1706.09516).
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray
from mtl_core.baselines.cells import catboost_frame
from mtl_core.baselines.protocol import ReferenceModel, base_rate, labelled
from mtl_core.data.splits import Split
from mtl_core.schema import Task, TaskKind

CATBOOST: dict[str, Any] = {
    "learning_rate": 0.05,
    "depth": 6,
    "l2_leaf_reg": 3.0,
    "thread_count": 1,
    "allow_writing_files": False,
    "logging_level": "Silent",
}
"""Settings of CatBoost, its own defaults but for the learning rate, which is LightGBM's here."""

_MOST_TREES = 1000
_PATIENCE = 30
_UNVALIDATED_TREES = 50
_LOSSES = {
    TaskKind.BINARY: "Logloss",
    TaskKind.MULTICLASS: "MultiClass",
    TaskKind.ORDINAL: "MultiClass",
    TaskKind.REGRESSION: "RMSE",
}


def fit_predict_catboost(
    task: Task,
    cells: pd.DataFrame,
    labels: FloatArray,
    split: Split,
    *,
    seed: int,
    library: Any = None,  # noqa: ANN401 - a module
) -> FloatArray:
    """CatBoost with early stopping on the validation rows; returns as the linear models do.

    Parameters
    ----------
    cells
        Numbers and text as :func:`~mtl_core.baselines.cells.catboost_frame` gives them.
    library
        The module ``catboost``, imported when left out.
    """
    train, valid = labelled(split.train, labels), labelled(split.valid, labels)
    varies = cells.iloc[train].nunique(dropna=False).gt(1)
    if len(np.unique(labels[train])) < 2 or not varies.any():
        return base_rate(task, labels[train], len(split.test))
    catboost = library or importlib.import_module("catboost")

    texts = [place for place, kind in enumerate(cells.dtypes) if pd.api.types.is_object_dtype(kind)]
    settings = catboost_settings(task, seed, n_trees=_MOST_TREES if valid.size else None)
    model = catboost.CatBoost(settings)
    training = catboost.Pool(cells.iloc[train], labels[train], cat_features=texts)
    if valid.size:
        validation = catboost.Pool(cells.iloc[valid], labels[valid], cat_features=texts)
        model.fit(training, eval_set=validation, early_stopping_rounds=_PATIENCE)
    else:
        model.fit(training)
    test = catboost.Pool(cells.iloc[split.test], cat_features=texts)
    as_what = "RawFormulaVal" if task.kind is TaskKind.REGRESSION else "Probability"
    predicted = model.predict(test, prediction_type=as_what, thread_count=1)
    predicted = np.asarray(predicted, dtype=np.float64).reshape(len(split.test), -1)
    return predicted[:, 1:] if task.kind is TaskKind.BINARY else predicted


def catboost_settings(task: Task, seed: int, *, n_trees: int | None) -> dict[str, Any]:
    """Return what CatBoost is told for a task; without ``n_trees`` a number for no validation."""
    settings = CATBOOST | {
        "loss_function": _LOSSES[task.kind],
        "iterations": n_trees or _UNVALIDATED_TREES,
        "random_seed": seed,
    }
    if task.kind.per_class:
        settings["classes_count"] = len(task.classes)
    return settings


MODEL = ReferenceModel(
    fit_predict_catboost, lambda frame, features, _: catboost_frame(frame, features)
)
