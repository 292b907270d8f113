"""Logistic, ordered, multinomial and ridge regression on the networks' encoded features."""

from __future__ import annotations

from typing import Any, assert_never

import numpy as np

from mtl_core.arrays import Float32Array, FloatArray
from mtl_core.baselines.proportional_odds import fit_ordered_logistic
from mtl_core.baselines.protocol import (
    ReferenceModel,
    base_rate,
    labelled,
    outputs_of,
    validation_loss,
)
from mtl_core.data.splits import Split
from mtl_core.schema import Task, TaskKind

INVERSE_PENALTIES = (1.0, 0.1, 0.01)
"""Inverse strengths of the L2 penalty that compete on the validation rows."""


def fit_predict_linear(
    task: Task,
    encoded: Float32Array,
    labels: FloatArray,
    split: Split,
    *,
    seed: int = 0,  # noqa: ARG001 - nothing is drawn
) -> FloatArray:
    """Logistic, ordered, multinomial or ridge regression, its penalty chosen on validation rows.

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
    train, valid = labelled(split.train, labels), labelled(split.valid, labels)
    if len(np.unique(labels[train])) < 2:
        return base_rate(task, labels[train], len(split.test))
    best, best_loss = None, np.inf
    for inverse_penalty in INVERSE_PENALTIES if valid.size else INVERSE_PENALTIES[-1:]:
        model = _fitted(task, inverse_penalty, encoded[train], labels[train])
        loss = 0.0
        if valid.size:
            predicted = _linear_predict(model, task, encoded[valid])
            loss = validation_loss(task, labels[valid], predicted)
        if loss < best_loss:
            best, best_loss = model, loss
    return _linear_predict(best, task, encoded[split.test])


def _fitted(task: Task, inverse_penalty: float, encoded: Float32Array, labels: FloatArray) -> Any:  # noqa: ANN401 - sklearn has no types
    from sklearn.linear_model import LogisticRegression, Ridge

    match task.kind:
        case TaskKind.REGRESSION:
            return Ridge(alpha=1 / inverse_penalty).fit(encoded, labels)
        case TaskKind.BINARY | TaskKind.MULTICLASS:
            model = LogisticRegression(C=inverse_penalty, max_iter=500, tol=1e-3)
            return model.fit(encoded, labels)
        case TaskKind.ORDINAL:
            return fit_ordered_logistic(encoded, labels, inverse_penalty)
        case _:
            assert_never(task.kind)


def _linear_predict(model: Any, task: Task, encoded: Float32Array) -> FloatArray:  # noqa: ANN401
    if task.kind is TaskKind.REGRESSION:
        return np.asarray(model.predict(encoded), dtype=np.float64)[:, None]
    return outputs_of(task, model.predict_proba(encoded), model.classes_)


MODEL = ReferenceModel(fit_predict_linear)
