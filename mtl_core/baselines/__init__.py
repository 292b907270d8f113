"""Reference models on the same splits: regression, boosting, forests, support vector machines.

All see the training rows of a fold, choose their one free quantity (penalty, number of trees, *C*)
on its validation rows and predict its test rows, task by task; a forest has nothing to choose.

Linear models and support vector machines work on the same encoded features as the networks, trees
on the raw cells. CatBoost is optional: :func:`check_installed` says so before a run begins.

Examples
--------
>>> from mtl_core.schema import Arm
>>> [str(arm) for arm in installed_references(lambda package: package != "catboost")]
['logistic', 'boosting', 'random_forest', 'svm']
"""

from mtl_core.baselines.boosting import BOOSTING, fit_predict_boosting
from mtl_core.baselines.catboost_model import CATBOOST, catboost_settings, fit_predict_catboost
from mtl_core.baselines.cells import boosting_frame, catboost_frame, forest_matrix
from mtl_core.baselines.forest import CLASS_FOREST, NUMBER_FOREST, fit_predict_forest
from mtl_core.baselines.linear import INVERSE_PENALTIES, fit_predict_linear
from mtl_core.baselines.protocol import validation_loss
from mtl_core.baselines.reference import (
    ReferenceInput,
    check_installed,
    fit_predict,
    installed_references,
    reference_input,
)
from mtl_core.baselines.svm import (
    CALIBRATION_FOLDS,
    N_LANDMARKS,
    SVM_STRENGTHS,
    TOLERANCE_SD,
    fit_predict_svm,
)

__all__ = [
    "BOOSTING",
    "CALIBRATION_FOLDS",
    "CATBOOST",
    "CLASS_FOREST",
    "INVERSE_PENALTIES",
    "NUMBER_FOREST",
    "N_LANDMARKS",
    "SVM_STRENGTHS",
    "TOLERANCE_SD",
    "ReferenceInput",
    "boosting_frame",
    "catboost_frame",
    "catboost_settings",
    "check_installed",
    "fit_predict",
    "fit_predict_boosting",
    "fit_predict_catboost",
    "fit_predict_forest",
    "fit_predict_linear",
    "fit_predict_svm",
    "forest_matrix",
    "installed_references",
    "reference_input",
    "validation_loss",
]
