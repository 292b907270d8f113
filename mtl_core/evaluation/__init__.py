"""Statistics on plain arrays: how good a model is, and whether sharing an encoder helped.

Everything starts from the long table of out-of-fold predictions. :func:`evaluate` turns it into one
result per task: every measure with a 95 % interval from bootstrap resamples of patients, and the
difference between multi-task and single-task on the same resamples, corrected for the number of
tasks and put into a verdict. A measure that cannot be estimated has a reason instead of a value.

Thousands of resamples cost seconds, because a resample is a vector of counts: each arm is sorted
once, and measures of all resamples are sums of rows weighted by counts. :func:`headline` and
:func:`verdict_sentence` say the result in words; the curves feed the charts. Nothing here knows
torch, and no function changes its arguments.

Examples
--------
>>> import numpy as np
>>> outcome = np.array([1.0, 1, 1, 0, 0, 0, 0])
>>> risk = np.array([0.6, 0.9, 0.5, 0.8, 0.5, 0.1, 0.2])
>>> measures = binary_measures(outcome, risk, threshold=0.5)
>>> round(measures["auroc"] * 24, 6), round(measures["sensitivity"], 2)
(19.0, 0.67)
>>> MEASURES["auroc"].label, holm([0.01, 0.04])
('AUROC', [0.02, 0.04])
"""

from mtl_core.evaluation.at_threshold import (
    Sorted,
    at_prevalence,
    sort_patients,
    threshold_of_cost,
    threshold_of_sensitivity,
    wilson_interval,
)
from mtl_core.evaluation.binary import binary_measures, training_thresholds
from mtl_core.evaluation.calibration import calibration_in_the_large, calibration_slope
from mtl_core.evaluation.calibration_curve import calibration_curve
from mtl_core.evaluation.calibration_gap_draws import (
    N_GAP_RESAMPLES,
    calibration_gap_estimates,
)
from mtl_core.evaluation.calibration_gaps import CalibrationGaps, calibration_gaps
from mtl_core.evaluation.class_measures import ClassMeasures, class_measures
from mtl_core.evaluation.comparison import bootstrap_p, holm, verdict
from mtl_core.evaluation.conformal import conformal_sets, lowest_accepted, report_sets
from mtl_core.evaluation.conformal_intervals import conformal_reach, report_intervals
from mtl_core.evaluation.conformal_table import intervals_of_arm, sets_of_arm
from mtl_core.evaluation.curves import precision_recall_curve, roc_curve
from mtl_core.evaluation.decision_curve import decision_curves
from mtl_core.evaluation.detectable import (
    Detectable,
    Expected,
    detectable_difference,
    detectable_sentence,
    rounded_up,
    usual_agreement,
)
from mtl_core.evaluation.interval_width import (
    IntervalWidth,
    interval_width,
    interval_width_sentence,
    interval_widths_headline,
    patients_by_class,
)
from mtl_core.evaluation.label_draws import Compared, DrawnPredictions, compare_draws
from mtl_core.evaluation.layout import TaskPredictions, lay_out
from mtl_core.evaluation.mean_gain import Evaluation
from mtl_core.evaluation.measure_text import MeasureText
from mtl_core.evaluation.measures import MEASURES
from mtl_core.evaluation.multiclass import multiclass_measures
from mtl_core.evaluation.ordinal import median_class, ordinal_measures
from mtl_core.evaluation.plans import (
    REPEATS,
    SMALL_COHORT_ROWS,
    about_repeats,
    plan_in_words,
    recommended_plan,
    share_tested,
    why_exploratory,
)
from mtl_core.evaluation.recalibration import MapEffect, map_effect
from mtl_core.evaluation.recalibration_words import NAMES as CALIBRATION_NAMES
from mtl_core.evaluation.recalibration_words import recalibration_sentence
from mtl_core.evaluation.reclassification import Reclassification, reclassification
from mtl_core.evaluation.regression import regression_measures
from mtl_core.evaluation.resampling import Resamples, resample_patients
from mtl_core.evaluation.sample_size import (
    EXPLAINED_SHARE,
    RequiredSize,
    largest_r2,
    required_size,
    riley_binary,
    riley_continuous,
)
from mtl_core.evaluation.subgroup_division import Division, divide
from mtl_core.evaluation.subgroup_export import SMALLEST_COUNT, subgroup_table, suppressed
from mtl_core.evaluation.subgroup_words import gap_phrase, subgroup_headline, subgroup_sentence
from mtl_core.evaluation.subgroups import FEWEST_IN_SUBGROUP, evaluate_subgroups
from mtl_core.evaluation.summary import Gains, gains, headline, stands_alone, verdict_sentence
from mtl_core.evaluation.table_one import TableOne, table_one
from mtl_core.evaluation.task_results import EXPLORATORY_EVENTS, FEWEST_EVENTS, evaluate
from mtl_core.evaluation.two_runs import compare_runs, same_split
from mtl_core.evaluation.two_runs_words import EXPLORATORY_COMPARISON, two_runs_sentence

__all__ = [
    "CALIBRATION_NAMES",
    "EXPLAINED_SHARE",
    "EXPLORATORY_COMPARISON",
    "EXPLORATORY_EVENTS",
    "FEWEST_EVENTS",
    "FEWEST_IN_SUBGROUP",
    "MEASURES",
    "N_GAP_RESAMPLES",
    "REPEATS",
    "SMALLEST_COUNT",
    "SMALL_COHORT_ROWS",
    "CalibrationGaps",
    "ClassMeasures",
    "Compared",
    "Detectable",
    "Division",
    "DrawnPredictions",
    "Evaluation",
    "Expected",
    "Gains",
    "IntervalWidth",
    "MapEffect",
    "MeasureText",
    "Reclassification",
    "RequiredSize",
    "Resamples",
    "Sorted",
    "TableOne",
    "TaskPredictions",
    "about_repeats",
    "at_prevalence",
    "binary_measures",
    "bootstrap_p",
    "calibration_curve",
    "calibration_gap_estimates",
    "calibration_gaps",
    "calibration_in_the_large",
    "calibration_slope",
    "class_measures",
    "compare_draws",
    "compare_runs",
    "conformal_reach",
    "conformal_sets",
    "decision_curves",
    "detectable_difference",
    "detectable_sentence",
    "divide",
    "evaluate",
    "evaluate_subgroups",
    "gains",
    "gap_phrase",
    "headline",
    "holm",
    "interval_width",
    "interval_width_sentence",
    "interval_widths_headline",
    "intervals_of_arm",
    "largest_r2",
    "lay_out",
    "lowest_accepted",
    "map_effect",
    "median_class",
    "multiclass_measures",
    "ordinal_measures",
    "patients_by_class",
    "plan_in_words",
    "precision_recall_curve",
    "recalibration_sentence",
    "reclassification",
    "recommended_plan",
    "regression_measures",
    "report_intervals",
    "report_sets",
    "required_size",
    "resample_patients",
    "riley_binary",
    "riley_continuous",
    "roc_curve",
    "rounded_up",
    "same_split",
    "sets_of_arm",
    "share_tested",
    "sort_patients",
    "stands_alone",
    "subgroup_headline",
    "subgroup_sentence",
    "subgroup_table",
    "suppressed",
    "table_one",
    "threshold_of_cost",
    "threshold_of_sensitivity",
    "training_thresholds",
    "two_runs_sentence",
    "usual_agreement",
    "verdict",
    "verdict_sentence",
    "why_exploratory",
    "wilson_interval",
]
