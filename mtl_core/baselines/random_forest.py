"""Random forests of scikit-learn: many deep trees on resampled patients, averaged.

The settings are fixed, so a forest leaves the validation rows unused. Trees whose leaves hold
several patients give probabilities rather than votes (Malley et al. 2012, Methods Inf Med 51:74).

References
----------
Breiman (2001), Random forests, Machine Learning 45:5. Wright and Ziegler (2017), ranger, J Stat
Softw 77(1): smallest nodes of 10 patients for probabilities and of 5 for numbers. Here these are
the smallest *leaves*, a stronger rule, because scikit-learn averages the shares in the leaves.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mtl_core.arrays import Float32Array, FloatArray
from mtl_core.baselines.cells import forest_matrix
from mtl_core.baselines.protocol import ReferenceModel, base_rate, labelled, outputs_of
from mtl_core.data.splits import Split
from mtl_core.schema import Task, TaskKind

FOREST: dict[str, Any] = {"n_estimators": 300, "n_jobs": 1}
"""Settings of every forest; more trees would cost time and change little."""

CLASS_FOREST = FOREST | {"min_samples_leaf": 10, "max_features": "sqrt"}
"""Settings for yes/no and several classes."""

NUMBER_FOREST = FOREST | {"min_samples_leaf": 5, "max_features": 1 / 3}
"""Settings for numbers."""


def fit_predict_forest(
    task: Task, matrix: Float32Array, labels: FloatArray, split: Split, *, seed: int
) -> FloatArray:
    """Fit a random forest on the labelled training rows; returns as the linear models do.

    Parameters
    ----------
    matrix
        ``(n_rows, width)``, NaN where missing; scikit-learn learns at every split on which side
        missing cells belong.
    """
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    train = labelled(split.train, labels)
    if len(np.unique(labels[train])) < 2:
        return base_rate(task, labels[train], len(split.test))
    if task.kind is TaskKind.REGRESSION:
        values = RandomForestRegressor(**NUMBER_FOREST, random_state=seed)
        predicted = values.fit(matrix[train], labels[train]).predict(matrix[split.test])
        return np.asarray(predicted, dtype=np.float64)[:, None]
    classes = RandomForestClassifier(**CLASS_FOREST, random_state=seed)
    classes.fit(matrix[train], labels[train])
    return outputs_of(task, classes.predict_proba(matrix[split.test]), classes.classes_)


MODEL = ReferenceModel(fit_predict_forest, forest_matrix)
