"""Intervals: resamples of patients, measures with few events, the training's spread.

Two functions decide which interval a number has: :func:`interval` for a measure,
:func:`difference_interval` for a difference. Percentiles alone are for curves and calibration.
"""

from mtl_core.evaluation.intervals.few_events import fewest_patients
from mtl_core.evaluation.intervals.resampling import (
    NO_INTERVAL,
    Resamples,
    bootstrap_p,
    estimate_between,
    percentile_interval,
    resample_patients,
    row_weights,
    tail_p,
)
from mtl_core.evaluation.intervals.training_spread import difference_interval, interval

__all__ = [
    "NO_INTERVAL",
    "Resamples",
    "bootstrap_p",
    "difference_interval",
    "estimate_between",
    "fewest_patients",
    "interval",
    "percentile_interval",
    "resample_patients",
    "row_weights",
    "tail_p",
]
