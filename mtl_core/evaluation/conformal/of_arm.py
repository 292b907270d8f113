"""Conformal sets, or intervals, of one arm on one task, from the long table of predictions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.evaluation.arms import lay_out
from mtl_core.evaluation.conformal.intervals import conformal_reach, report_intervals
from mtl_core.evaluation.conformal.sets import conformal_sets, report_sets
from mtl_core.schema import Arm, Task, TaskKind
from mtl_core.schema.answers import IntervalReport, SetReport


def conformal_report(
    predictions: pd.DataFrame, task: Task, arm: Arm, alpha: float
) -> SetReport | IntervalReport | None:
    """Form and count the sets (of a number: intervals) of the first repeat.

    Parameters
    ----------
    predictions
        Columns ``row, task, arm, repeat, fold, class, observed, predicted``.
    alpha
        Share of each class, or of the patients, that may miss its set or interval.

    Returns
    -------
    ``None`` where the arm has no complete prediction for the task.

    Raises
    ------
    RunError
        When the predictions come from a single fold.
    """
    mine = predictions[(predictions["task"] == task.name) & (predictions["arm"] == arm.value)]
    if mine.empty:
        return None
    (laid_out,) = lay_out(mine, [task], [arm])
    observed, block = laid_out.observed, laid_out.arms[arm]
    predicted, fold = block.predicted[0], block.fold[0]
    if not np.isfinite(predicted).all():
        return None
    if task.kind is TaskKind.REGRESSION:
        truth, value = observed[:, 0], predicted[:, 0]
        reach = conformal_reach(truth, value, fold, alpha=alpha)
        return report_intervals(truth, value, reach, alpha)
    if task.kind is TaskKind.BINARY:
        observed, predicted = (np.hstack([1 - each, each]) for each in (observed, predicted))
    classes = observed.argmax(axis=1)
    inside = conformal_sets(classes, predicted, fold, alpha=alpha)
    return report_sets(classes, inside, task.classes, alpha)
