"""Reference models on the same splits: regression, boosting, forests, support vector machines.

All see the training rows of a fold, choose their one free quantity (penalty, number of trees, *C*)
on its validation rows and predict its test rows, task by task; a forest has nothing to choose.

Linear models and support vector machines work on the same encoded features as the networks, trees
on the raw cells. CatBoost is optional: :func:`check_installed` says so before a run begins.

Each has a file that bears the name of its arm and declares ``MODEL``, a :class:`ReferenceModel`;
what else is known of it stands in ``mtl_core/schema/arms.py``.

Examples
--------
>>> from mtl_core.schema import Arm
>>> [str(arm) for arm in installed_references(lambda package: package != "catboost")]
['logistic', 'boosting', 'random_forest', 'svm']
"""

from mtl_core.baselines.protocol import ReferenceInput, ReferenceModel, validation_loss
from mtl_core.baselines.reference import (
    check_installed,
    fit_predict,
    installed_references,
    reference_input,
)

__all__ = [
    "ReferenceInput",
    "ReferenceModel",
    "check_installed",
    "fit_predict",
    "installed_references",
    "reference_input",
    "validation_loss",
]
