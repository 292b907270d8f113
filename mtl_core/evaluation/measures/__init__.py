"""Measures of one arm on one task: discrimination, calibration, errors, ranks."""

from mtl_core.evaluation.measures.binary import (
    BINARY_MEASURES,
    binary_measurer,
    binary_measures,
    training_thresholds,
)
from mtl_core.evaluation.measures.calibration import (
    calibration_in_the_large,
    calibration_line,
    one_step_draws,
    one_step_terms,
)
from mtl_core.evaluation.measures.multiclass import (
    MULTICLASS_MEASURES,
    multiclass_measurer,
    multiclass_measures,
)
from mtl_core.evaluation.measures.ordinal import (
    ORDINAL_MEASURES,
    median_class,
    ordinal_measurer,
    ordinal_measures,
)
from mtl_core.evaluation.measures.regression import (
    REGRESSION_MEASURES,
    regression_measurer,
    regression_measures,
)

__all__ = [
    "BINARY_MEASURES",
    "MULTICLASS_MEASURES",
    "ORDINAL_MEASURES",
    "REGRESSION_MEASURES",
    "binary_measurer",
    "binary_measures",
    "calibration_in_the_large",
    "calibration_line",
    "median_class",
    "multiclass_measurer",
    "multiclass_measures",
    "one_step_draws",
    "one_step_terms",
    "ordinal_measurer",
    "ordinal_measures",
    "regression_measurer",
    "regression_measures",
    "training_thresholds",
]
