"""The arms of a study beside each other: laid out, measured, compared, summed up in words."""

from mtl_core.evaluation.arms.arm_difference import compare_arms
from mtl_core.evaluation.arms.arm_measures import Measured, measure_arms, thresholds_of
from mtl_core.evaluation.arms.class_measures import ClassMeasures, class_measures
from mtl_core.evaluation.arms.label_draws import Compared, DrawnPredictions, compare_draws
from mtl_core.evaluation.arms.layout import ArmPredictions, TaskPredictions, lay_out
from mtl_core.evaluation.arms.mean_gain import Evaluation
from mtl_core.evaluation.arms.summary import Gains, gains, headline, stands_alone, verdict_sentence
from mtl_core.evaluation.arms.task_results import estimates_of, evaluate, why_not
from mtl_core.evaluation.arms.two_runs import compare_runs, same_split
from mtl_core.evaluation.arms.two_runs_words import EXPLORATORY_COMPARISON, two_runs_sentence
from mtl_core.evaluation.arms.verdict import bootstrap_p, holm, judge, tail_p, verdict

__all__ = [
    "EXPLORATORY_COMPARISON",
    "ArmPredictions",
    "ClassMeasures",
    "Compared",
    "DrawnPredictions",
    "Evaluation",
    "Gains",
    "Measured",
    "TaskPredictions",
    "bootstrap_p",
    "class_measures",
    "compare_arms",
    "compare_draws",
    "compare_runs",
    "estimates_of",
    "evaluate",
    "gains",
    "headline",
    "holm",
    "judge",
    "lay_out",
    "measure_arms",
    "same_split",
    "stands_alone",
    "tail_p",
    "thresholds_of",
    "two_runs_sentence",
    "verdict",
    "verdict_sentence",
    "why_not",
]
