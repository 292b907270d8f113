"""How far risks are from what is observed, and what a map of the risks is worth."""

from mtl_core.evaluation.calibration.curve import calibration_curve
from mtl_core.evaluation.calibration.gap_intervals import N_GAP_RESAMPLES, calibration_gap_estimates
from mtl_core.evaluation.calibration.gaps import CalibrationGaps, calibration_gaps
from mtl_core.evaluation.calibration.recalibration import recalibrated
from mtl_core.evaluation.calibration.recalibration_words import NAMES

__all__ = [
    "NAMES",
    "N_GAP_RESAMPLES",
    "CalibrationGaps",
    "calibration_curve",
    "calibration_gap_estimates",
    "calibration_gaps",
    "recalibrated",
]
