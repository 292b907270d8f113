"""Support vector machines with a radial kernel, through a Nyström map, and calibrated.

An exact kernel machine costs the square of the number of patients, for every task and fold; the
map (Williams and Seeger 2001, NIPS 13) keeps the kernel's values against some training patients
and makes the machine linear. A linear machine on the encoded features would repeat what logistic
regression says, as both add up one function per column; the kernel lets columns act together.

One machine per class against the rest gives distances, not risks. Platt's (1999) sigmoid turns
them into risks; it is fitted by cross-validation inside the training rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mtl_core.arrays import Float32Array, FloatArray
from mtl_core.baselines.protocol import ReferenceModel, base_rate, labelled, validation_loss
from mtl_core.data.splits import Split
from mtl_core.schema import Task, TaskKind

SVM_STRENGTHS = (1.0, 0.1, 0.01)
"""Weights of the margin's violations (*C*) that compete on the validation rows."""

N_LANDMARKS = 300
"""Training patients that the kernel is computed against."""

CALIBRATION_FOLDS = 3
"""Parts of the training rows for the sigmoid; a class with fewer rows has no machine."""

TOLERANCE_SD = 0.1
"""Errors of a number below this many standard deviations cost nothing."""

_MOST_STEPS = 5000


def fit_predict_svm(
    task: Task, encoded: Float32Array, labels: FloatArray, split: Split, *, seed: int
) -> FloatArray:
    """Fit machines with *C* chosen on the validation rows; returns as the linear models do.

    Numbers are standardised on the labelled training rows. The loss beyond the tolerance is
    squared, so a regression aims at the mean, as the measures of the comparison do.
    """
    train, valid = labelled(split.train, labels), labelled(split.valid, labels)
    if len(np.unique(labels[train])) < 2:
        return base_rate(task, labels[train], len(split.test))
    kernel = _kernel_map(len(train), seed).fit(encoded[train])
    inputs = kernel.transform(encoded[train])
    later = kernel.transform(encoded[np.concatenate([valid, split.test])])
    best, best_loss = np.empty((0, 0)), np.inf
    for strength in SVM_STRENGTHS if valid.size else SVM_STRENGTHS[1:2]:
        predict = _numbers if task.kind is TaskKind.REGRESSION else _risks
        predicted = predict(task, strength, inputs, labels[train], later)
        loss = 0.0
        if valid.size:
            loss = validation_loss(task, labels[valid], predicted[: len(valid)])
        if loss < best_loss:
            best, best_loss = predicted[len(valid) :], loss
    return best


def _kernel_map(n_rows: int, seed: int) -> Any:  # noqa: ANN401 - sklearn has no types
    from sklearn.kernel_approximation import Nystroem

    return Nystroem(n_components=min(N_LANDMARKS, n_rows), random_state=seed)


def _numbers(
    task: Task,  # noqa: ARG001 - called like _risks
    strength: float,
    inputs: FloatArray,
    labels: FloatArray,
    later: FloatArray,
) -> FloatArray:
    from sklearn.svm import LinearSVR

    mean, spread = labels.mean(), labels.std()
    model = LinearSVR(
        C=strength,
        epsilon=TOLERANCE_SD,
        loss="squared_epsilon_insensitive",
        dual=False,
        max_iter=_MOST_STEPS,
    )
    predicted = model.fit(inputs, (labels - mean) / spread).predict(later)
    return np.asarray(mean + spread * predicted, dtype=np.float64)[:, None]


def _risks(
    task: Task, strength: float, inputs: FloatArray, labels: FloatArray, later: FloatArray
) -> FloatArray:
    """Give every class the calibrated risk of its machine, and scale the risks to a sum of 1."""
    if task.kind is TaskKind.BINARY:
        return _risk(labels == 1, strength, inputs, later)[:, None]
    risks = np.column_stack(
        [_risk(labels == k, strength, inputs, later) for k in range(len(task.classes))]
    )
    return np.asarray(risks / risks.sum(axis=1, keepdims=True), dtype=np.float64)


def _risk(
    is_class: np.ndarray[tuple[int], np.dtype[np.bool_]],
    strength: float,
    inputs: FloatArray,
    later: FloatArray,
) -> FloatArray:
    """Calibrated risk of one class; its share where it has, or lacks, too few training rows."""
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.svm import LinearSVC

    n_class = int(is_class.sum())
    if n_class == 0:
        return np.zeros(len(later))
    if min(n_class, len(is_class) - n_class) < CALIBRATION_FOLDS:
        return np.full(len(later), (n_class + 0.5) / (len(is_class) + 1))
    machine = LinearSVC(C=strength, dual=False, max_iter=_MOST_STEPS)
    model = CalibratedClassifierCV(machine, cv=CALIBRATION_FOLDS, ensemble=False)
    return np.asarray(model.fit(inputs, is_class).predict_proba(later)[:, 1], dtype=np.float64)


MODEL = ReferenceModel(fit_predict_svm)
