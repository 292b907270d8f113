"""From the name of a reference model to its input and its predictions."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from typing import TypeAlias, assert_never

import pandas as pd

from mtl_core.arrays import Float32Array, FloatArray
from mtl_core.baselines.boosting import fit_predict_boosting
from mtl_core.baselines.catboost_model import fit_predict_catboost
from mtl_core.baselines.cells import boosting_frame, catboost_frame, forest_matrix
from mtl_core.baselines.forest import fit_predict_forest
from mtl_core.baselines.linear import fit_predict_linear
from mtl_core.baselines.svm import fit_predict_svm
from mtl_core.data.splits import Split
from mtl_core.errors import StudyError
from mtl_core.schema import REFERENCES, Arm, Feature, Task

ReferenceInput: TypeAlias = pd.DataFrame | Float32Array
"""Cells for models of trees; numbers for the others and for forests."""

_OPTIONAL = {Arm.CATBOOST: "catboost"}


def _is_installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def installed_references(is_installed: Callable[[str], bool] = _is_installed) -> tuple[Arm, ...]:
    """List the reference models that can be fitted here, in the order in which they are shown."""
    return tuple(arm for arm in REFERENCES if arm not in _OPTIONAL or is_installed(_OPTIONAL[arm]))


def check_installed(
    references: Sequence[Arm], is_installed: Callable[[str], bool] = _is_installed
) -> None:
    """Refuse a reference model whose package is missing, before any time is spent.

    Raises
    ------
    StudyError
        When one of them cannot be fitted here.
    """
    usable = installed_references(is_installed)
    for arm in references:
        if arm not in usable:
            package = _OPTIONAL[arm]
            raise StudyError(
                f"The reference model '{arm}' cannot be fitted on this machine",
                expected=f"the Python package '{package}', which is optional",
                found="it is not installed",
                action=f"install it with 'pip install {package}', or take '{arm}' out of the "
                "reference models",
            )


def reference_input(
    arm: Arm, frame: pd.DataFrame, features: Sequence[Feature], split: Split, encoded: Float32Array
) -> ReferenceInput:
    """Return what a reference model sees of one split; nothing is fitted outside training rows.

    Parameters
    ----------
    encoded
        Features as the networks of this split see them, ``(n_rows, width)``.
    """
    match arm:
        case Arm.LOGISTIC | Arm.SVM:
            return encoded
        case Arm.BOOSTING:
            return boosting_frame(frame, features, split)
        case Arm.RANDOM_FOREST:
            return forest_matrix(frame, features, split)
        case Arm.CATBOOST:
            return catboost_frame(frame, features)
        case Arm.MULTI_TASK | Arm.SINGLE_TASK | Arm.CHAMPION:
            raise ValueError(arm)
        case _:
            assert_never(arm)


def fit_predict(
    arm: Arm, task: Task, inputs: ReferenceInput, labels: FloatArray, split: Split, *, seed: int
) -> FloatArray:
    """Fit a reference model on the training rows of a split and predict its test rows.

    Parameters
    ----------
    inputs
        From :func:`reference_input`, for the same arm and split.
    labels
        ``(n_rows,)``, NaN where unknown.

    Returns
    -------
    ``(n_test, task.n_outputs)``: probabilities, or values in the outcome's unit.
    """
    if isinstance(inputs, pd.DataFrame):
        by_cells = fit_predict_catboost if arm is Arm.CATBOOST else fit_predict_boosting
        return by_cells(task, inputs, labels, split, seed=seed)
    if arm is Arm.RANDOM_FOREST:
        return fit_predict_forest(task, inputs, labels, split, seed=seed)
    if arm is Arm.SVM:
        return fit_predict_svm(task, inputs, labels, split, seed=seed)
    return fit_predict_linear(task, inputs, labels, split)
