"""Conformal sets, or intervals, of one arm on one task, from the long table of predictions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.evaluation.conformal.intervals import conformal_reach, report_intervals
from mtl_core.evaluation.conformal.sets import conformal_sets, report_sets
from mtl_core.schema import Arm, Task, TaskKind
from mtl_core.schema.answers import IntervalReport, SetReport


def sets_of_arm(predictions: pd.DataFrame, task: Task, arm: Arm, alpha: float) -> SetReport | None:
    """Form and count the sets of the first repeat, where every labelled row stands once.

    Parameters
    ----------
    predictions
        Columns ``row, task, arm, repeat, fold, class, observed, predicted``.
    task
        Not a regression task.
    alpha
        Share of each class that may miss its set.

    Returns
    -------
    ``None`` where the arm has no complete prediction for the task.

    Raises
    ------
    RunError
        When the predictions come from a single fold.
    """
    first = _first_repeat(predictions, task, arm)
    if first is None:
        return None
    if task.kind is TaskKind.BINARY:
        risk = first["predicted"].to_numpy(np.float64)
        observed = (first["observed"].to_numpy(np.float64) > 0.5).astype(np.int64)
        predicted = np.column_stack([1.0 - risk, risk])
        fold = first["fold"].to_numpy(np.int64)
    else:
        names = list(task.classes)
        wide = first.pivot_table(index="row", columns="class", values=["observed", "predicted"])
        observed = wide["observed"][names].to_numpy(np.float64).argmax(axis=1).astype(np.int64)
        predicted = wide["predicted"][names].to_numpy(np.float64)
        fold = first.drop_duplicates("row")["fold"].to_numpy(np.int64)
    inside = conformal_sets(observed, predicted, fold, alpha=alpha)
    return report_sets(observed, inside, task.classes, alpha)


def intervals_of_arm(
    predictions: pd.DataFrame, task: Task, arm: Arm, alpha: float
) -> IntervalReport | None:
    """Form and count the intervals of the first repeat of a regression task.

    Parameters
    ----------
    predictions, arm
        As for :func:`sets_of_arm`.
    alpha
        Share of the patients that may miss its interval.

    Returns
    -------
    ``None`` where the arm has no complete prediction for the task.

    Raises
    ------
    RunError
        When the predictions come from a single fold.
    """
    first = _first_repeat(predictions, task, arm)
    if first is None:
        return None
    observed, predicted = (first[key].to_numpy(np.float64) for key in ("observed", "predicted"))
    reach = conformal_reach(observed, predicted, first["fold"].to_numpy(np.int64), alpha=alpha)
    return report_intervals(observed, predicted, reach, alpha)


def _first_repeat(predictions: pd.DataFrame, task: Task, arm: Arm) -> pd.DataFrame | None:
    """Return the lines of the first repeat by row; ``None`` where there is none, or one is open."""
    mine = predictions[(predictions["task"] == task.name) & (predictions["arm"] == arm.value)]
    first: pd.DataFrame = mine[mine["repeat"] == mine["repeat"].min()]
    if first.empty or first[["observed", "predicted"]].isna().to_numpy().any():
        return None
    return first.sort_values("row", kind="stable")
