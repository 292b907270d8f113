"""One arm of two runs on the same patients and folds: the paired difference, task by task."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from mtl_core.arrays import IntArray
from mtl_core.errors import StudyError
from mtl_core.evaluation.arms.arm_difference import compare_arms
from mtl_core.evaluation.arms.arm_measures import measure_arms
from mtl_core.evaluation.arms.layout import TaskPredictions, lay_out
from mtl_core.evaluation.arms.task_results import estimates_of, why_not
from mtl_core.evaluation.arms.verdict import judge
from mtl_core.evaluation.intervals import Resamples, resample_patients
from mtl_core.limits import FEWEST_EVENTS, is_exploratory
from mtl_core.schema import PRIMARY, Arm, EvaluationPlan, Task
from mtl_core.schema.answers import TwoRunsTask

_FIRST, _SECOND = Arm.MULTI_TASK, Arm.SINGLE_TASK
"""The places that the two runs take in a comparison of arms."""


def same_split(
    first: pd.DataFrame, second: pd.DataFrame, tasks: Sequence[Task], arm: Arm
) -> tuple[list[TaskPredictions], dict[str, str]]:
    """Lay one arm of two runs out side by side, and say why a task cannot be.

    Two runs share a split when they predicted the same rows with the same labels in the same fold
    of every repeat.

    Parameters
    ----------
    first, second
        The long tables of predictions of the two runs.
    tasks
        Tasks that both studies declare alike.

    Returns
    -------
    The tasks that share the split, in which the first run stands as multi-task and the second as
    single-task; and by name why each other one does not.

    Raises
    ------
    StudyError
        When no task is left.
    """
    laid_out: list[TaskPredictions] = []
    left_out: dict[str, str] = {}
    for task in tasks:
        lacking = [
            which
            for which, table in (("first", first), ("second", second))
            if not ((table["task"] == task.name) & (table["arm"] == arm.value)).any()
        ]
        if lacking:
            left_out[task.name] = f"no predictions of this arm in the {' and the '.join(lacking)}"
            continue
        one, other = (lay_out(table, [task], [arm])[0] for table in (first, second))
        reason = _apart(one, other, arm)
        if reason is None:
            arms = {_FIRST: one.arms[arm], _SECOND: other.arms[arm]}
            laid_out.append(replace(one, arms=arms))
        else:
            left_out[task.name] = reason
    if not laid_out:
        raise StudyError(
            "The two runs cannot be compared",
            expected="the same patients in the same folds of the same repeats in both runs",
            found="; ".join(f"{name}: {why}" for name, why in left_out.items())
            or "no task in common",
            action="run one of the two studies again with the tasks and the plan of the other: "
            "folds are drawn from both",
        )
    return laid_out, left_out


def compare_runs(
    laid_out: Sequence[TaskPredictions],
    *,
    plan: EvaluationPlan,
    patients: IntArray,
    strata: IntArray,
    on_progress: Callable[[float], None] = lambda _: None,
) -> dict[str, TwoRunsTask]:
    """First run minus second, in the primary measure of each task.

    Intervals and p-values are those of :func:`~mtl_core.evaluation.evaluate`: both runs are
    measured on the same resamples of patients. Holm's correction is over the tasks compared here.
    It does not make up for having chosen the runs after their results were seen.

    Parameters
    ----------
    laid_out
        From :func:`same_split`.
    plan, patients, strata
        As in :func:`~mtl_core.evaluation.evaluate`.
    """
    resamples = resample_patients(patients, strata, n_resamples=plan.n_resamples, seed=plan.seed)
    found: dict[str, TwoRunsTask] = {}
    p_values: list[float | None] = []
    for done, each in enumerate(laid_out, start=1):
        found[each.task.name], p_value = _one_task(each, resamples)
        p_values.append(p_value)
        on_progress(done / len(laid_out))
    judged = judge([task.difference for task in found.values()], p_values, plan.margin)
    return {
        name: replace(task, difference=difference)
        for (name, task), difference in zip(found.items(), judged, strict=True)
    }


def _one_task(laid_out: TaskPredictions, resamples: Resamples) -> tuple[TwoRunsTask, float | None]:
    reason = why_not(laid_out, FEWEST_EVENTS)
    usable = {arm: block for arm, block in laid_out.arms.items() if reason is None and block.finite}
    measured = measure_arms(laid_out, usable, resamples)
    differences, p_value = compare_arms(laid_out, measured, reason)
    primary = PRIMARY[laid_out.task.kind]
    first, second = (
        estimates_of(laid_out, measured.get(arm), reason)[primary] for arm in (_FIRST, _SECOND)
    )
    task = TwoRunsTask(
        kind=laid_out.task.kind,
        n=laid_out.n,
        events=laid_out.events,
        exploratory=is_exploratory(laid_out.rarest),
        first=first,
        second=second,
        difference=differences[primary],
    )
    return task, p_value


def _apart(one: TaskPredictions, other: TaskPredictions, arm: Arm) -> str | None:
    if not np.array_equal(one.rows, other.rows):
        return f"other rows ({one.n:,} and {other.n:,})"
    if not np.array_equal(one.observed, other.observed):
        return "other labels"
    folds = [each.arms[arm].fold for each in (one, other)]
    if len(folds[0]) != len(folds[1]):
        return f"another number of repeats ({len(folds[0])} and {len(folds[1])})"
    return None if np.array_equal(folds[0], folds[1]) else "other folds"
