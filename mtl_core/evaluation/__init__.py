"""Statistics on plain arrays: how good a model is, and whether sharing an encoder helped.

Everything starts from the long table of out-of-fold predictions. :func:`evaluate` turns it into one
result per task: every measure with a 95 % interval from bootstrap resamples of patients, and the
difference between multi-task and single-task on the same resamples, corrected for the number of
tasks and put into a verdict. A measure that cannot be estimated has a reason instead of a value.

Thousands of resamples cost seconds, because a resample is a vector of counts: each arm is sorted
once, and measures of all resamples are sums of rows weighted by counts. :func:`headline` and
:func:`verdict_sentence` say the result in words; curves feed the charts. Nothing here knows
torch, and no function changes its arguments.

Each subject has a room: ``measures`` and their ``intervals``, the ``arms`` of a study beside each
other, ``calibration``, ``thresholds``, ``subgroups``, ``conformal`` sets, the ``cohort`` itself,
and what can be said ``before`` training.

Examples
--------
>>> import numpy as np
>>> outcome = np.array([1.0, 1, 1, 0, 0, 0, 0])
>>> risk = np.array([0.6, 0.9, 0.5, 0.8, 0.5, 0.1, 0.2])
>>> measures = binary_measures(outcome, risk, threshold=0.5)
>>> round(measures["auroc"] * 24, 6), round(measures["sensitivity"], 2)
(19.0, 0.67)
>>> holm([0.01, 0.04])
[0.02, 0.04]
"""

from mtl_core.evaluation.arms import evaluate, headline, holm, verdict_sentence
from mtl_core.evaluation.measures import (
    binary_measures,
    multiclass_measures,
    ordinal_measures,
    regression_measures,
)

__all__ = [
    "binary_measures",
    "evaluate",
    "headline",
    "holm",
    "multiclass_measures",
    "ordinal_measures",
    "regression_measures",
    "verdict_sentence",
]
