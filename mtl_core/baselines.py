"""Reference models on the same splits: logistic or ridge regression, and gradient boosting.

Both see the training rows of a fold, choose their one free quantity (penalty, number of trees) on
its validation rows and predict its test rows. The linear models work on the same encoded features
as the networks; boosting sees the raw cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

import numpy as np
import numpy.typing as npt
import pandas as pd

from mtl_core.data import Split, text_cells
from mtl_core.schema import ColumnKind, Feature, Task, TaskKind

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

INVERSE_PENALTIES = (1.0, 0.1, 0.01)
"""Inverse strengths of the L2 penalty that compete on the validation rows."""

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

_MOST_TREES = 1000
_PATIENCE = 30
_UNVALIDATED_TREES = 50
_RARE_LEVEL_ROWS = 10


def fit_predict_linear(
    task: Task, encoded: npt.NDArray[np.float32], labels: FloatArray, split: Split
) -> FloatArray:
    """Logistic, multinomial or ridge regression with the penalty chosen on the validation rows.

    Parameters
    ----------
    encoded
        Encoded features of all rows, ``(n_rows, width)``.
    labels
        ``(n_rows,)``, NaN where unknown.

    Returns
    -------
    Predictions on the test rows, ``(n_test, task.n_outputs)``: probabilities, or values.
    """
    train, valid = _labelled(split.train, labels), _labelled(split.valid, labels)
    if len(np.unique(labels[train])) < 2:
        return _base_rate(task, labels[train], len(split.test))
    best, best_loss = None, np.inf
    for inverse_penalty in INVERSE_PENALTIES if valid.size else INVERSE_PENALTIES[-1:]:
        model = _linear_model(task, inverse_penalty).fit(encoded[train], labels[train])
        loss = 0.0
        if valid.size:
            predicted = _linear_predict(model, task, encoded[valid])
            loss = _validation_loss(task, labels[valid], predicted)
        if loss < best_loss:
            best, best_loss = model, loss
    return _linear_predict(best, task, encoded[split.test])


def _linear_model(task: Task, inverse_penalty: float) -> Any:  # noqa: ANN401 - sklearn has no types
    from sklearn.linear_model import LogisticRegression, Ridge

    match task.kind:
        case TaskKind.REGRESSION:
            return Ridge(alpha=1 / inverse_penalty)
        case TaskKind.BINARY | TaskKind.MULTICLASS:
            return LogisticRegression(C=inverse_penalty, max_iter=500, tol=1e-3)
        case _:
            assert_never(task.kind)


def _linear_predict(model: Any, task: Task, encoded: npt.NDArray[np.float32]) -> FloatArray:  # noqa: ANN401
    if task.kind is TaskKind.REGRESSION:
        return np.asarray(model.predict(encoded), dtype=np.float64)[:, None]
    known = model.predict_proba(encoded)
    probabilities = np.zeros((len(encoded), len(task.classes)))
    probabilities[:, model.classes_.astype(int)] = known
    return probabilities[:, 1:] if task.kind is TaskKind.BINARY else probabilities


def boosting_frame(frame: pd.DataFrame, features: Sequence[Feature], split: Split) -> pd.DataFrame:
    """Raw features for boosting: numbers as they are, text as categories of the training rows."""
    columns = {}
    for feature in features:
        cells = frame[feature.name]
        if feature.kind is ColumnKind.NUMERIC:
            columns[feature.name] = cells
            continue
        text = pd.Series(text_cells(cells), index=frame.index)
        counts = text.iloc[split.train].value_counts()
        levels = sorted(counts.index[counts >= min(_RARE_LEVEL_ROWS, counts.max())])
        columns[feature.name] = pd.Series(pd.Categorical(text, categories=levels), frame.index)
    return pd.DataFrame(columns)


def fit_predict_boosting(
    task: Task, raw: pd.DataFrame, labels: FloatArray, split: Split, *, seed: int
) -> FloatArray:
    """LightGBM with early stopping on the validation rows; returns as the linear models do."""
    import lightgbm

    train, valid = _labelled(split.train, labels), _labelled(split.valid, labels)
    if len(np.unique(labels[train])) < 2:
        return _base_rate(task, labels[train], len(split.test))
    # LightGBM refuses names with signs such as a comma, and takes 'a b' and 'a_b' for one name.
    raw = raw.set_axis([f"f{number}" for number in range(raw.shape[1])], axis=1)
    settings = BOOSTING | {"objective": str(task.kind), "seed": seed}
    if task.kind is TaskKind.MULTICLASS:
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


def _base_rate(task: Task, labels: FloatArray, n_test: int) -> FloatArray:
    """Predict what the training labels say on the whole, where they do not vary."""
    if task.kind is TaskKind.REGRESSION:
        return np.full((n_test, 1), labels.mean() if labels.size else 0.0)
    counts = np.bincount(labels.astype(int), minlength=len(task.classes)) + 0.5
    shares = counts / counts.sum()
    return np.tile(shares[1:] if task.kind is TaskKind.BINARY else shares, (n_test, 1))


def _labelled(rows: IntArray, labels: FloatArray) -> IntArray:
    return rows[~np.isnan(labels[rows])]


def _validation_loss(task: Task, labels: FloatArray, predicted: FloatArray) -> float:
    """Mean squared error, or cross-entropy with probabilities kept off zero."""
    if task.kind is TaskKind.REGRESSION:
        return float(np.mean((labels - predicted[:, 0]) ** 2))
    full = np.hstack([1 - predicted, predicted]) if task.kind is TaskKind.BINARY else predicted
    chosen = full[np.arange(len(labels)), labels.astype(int)]
    return float(-np.mean(np.log(np.clip(chosen, 1e-12, 1.0))))
