"""The arms of a study beside each other: laid out, measured, compared, summed up in words."""

from mtl_core.evaluation.arms.arm_measures import ArmMeasures, measure, thresholds_of
from mtl_core.evaluation.arms.class_measures import ClassMeasures, class_measures
from mtl_core.evaluation.arms.first_repeat import RowPredictions, confusion, first_repeat
from mtl_core.evaluation.arms.label_draws import DrawnPredictions, PrimaryComparison, compare_draws
from mtl_core.evaluation.arms.layout import ArmPredictions, TaskPredictions, lay_out
from mtl_core.evaluation.arms.mean_gain import Evaluation
from mtl_core.evaluation.arms.measured_task import MeasuredTask, measured_task
from mtl_core.evaluation.arms.summary import Gains, gains, headline, stands_alone, verdict_sentence
from mtl_core.evaluation.arms.task_results import evaluate
from mtl_core.evaluation.arms.two_runs import compare_runs, same_split
from mtl_core.evaluation.arms.two_runs_words import EXPLORATORY_COMPARISON, two_runs_sentence
from mtl_core.evaluation.arms.verdict import holm, judge, verdict

__all__ = [
    "EXPLORATORY_COMPARISON",
    "ArmMeasures",
    "ArmPredictions",
    "ClassMeasures",
    "DrawnPredictions",
    "Evaluation",
    "Gains",
    "MeasuredTask",
    "PrimaryComparison",
    "RowPredictions",
    "TaskPredictions",
    "class_measures",
    "compare_draws",
    "compare_runs",
    "confusion",
    "evaluate",
    "first_repeat",
    "gains",
    "headline",
    "holm",
    "judge",
    "lay_out",
    "measure",
    "measured_task",
    "same_split",
    "stands_alone",
    "thresholds_of",
    "two_runs_sentence",
    "verdict",
    "verdict_sentence",
]
