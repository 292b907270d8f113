"""From the name of a reference model to its input and its predictions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec

import pandas as pd

from mtl_core.arrays import Float32Array, FloatArray
from mtl_core.baselines.protocol import ReferenceInput, ReferenceModel
from mtl_core.data.splits import Split
from mtl_core.errors import StudyError
from mtl_core.schema import REFERENCES, Arm, Feature, Task


def _is_installed(package: str) -> bool:
    return find_spec(package) is not None


def installed_references(is_installed: Callable[[str], bool] = _is_installed) -> tuple[Arm, ...]:
    """List the reference models that can be fitted here, in the order in which they are shown."""
    return tuple(
        arm for arm in REFERENCES if arm.facts.package is None or is_installed(arm.facts.package)
    )


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
            package = arm.facts.package
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
    cells = _model(arm).cells
    return encoded if cells is None else cells(frame, features, split)


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
    return _model(arm).fit_predict(task, inputs, labels, split, seed=seed)


def _model(arm: Arm) -> ReferenceModel:
    """Read ``MODEL`` from the file of this package that bears the name of the arm."""
    model: ReferenceModel = import_module(f"mtl_core.baselines.{arm}").MODEL
    return model
