"""Intervals: resamples of patients, measures with few events, the training's spread."""

from mtl_core.evaluation.intervals.few_events import (
    fewest_patients,
    freedom,
    interval_of_difference,
    p_of_difference,
)
from mtl_core.evaluation.intervals.resampling import (
    Resamples,
    defined_draws,
    percentile_interval,
    resample_patients,
    row_weights,
)
from mtl_core.evaluation.intervals.training_spread import interval_over_trainings, widened

__all__ = [
    "Resamples",
    "defined_draws",
    "fewest_patients",
    "freedom",
    "interval_of_difference",
    "interval_over_trainings",
    "p_of_difference",
    "percentile_interval",
    "resample_patients",
    "row_weights",
    "widened",
]
