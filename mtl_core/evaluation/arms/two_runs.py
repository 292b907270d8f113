"""One arm of two runs on the same patients and folds: the paired difference, task by task."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from mtl_core.arrays import IntArray
from mtl_core.errors import StudyError
from mtl_core.evaluation.arms.layout import TaskPredictions, lay_out
from mtl_core.evaluation.arms.measured_task import MeasuredTask, measured_task
from mtl_core.evaluation.arms.verdict import judge
from mtl_core.evaluation.intervals import resample_patients
from mtl_core.schema import Arm, Difference, EvaluationPlan, Task
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
    found = {}
    for done, each in enumerate(laid_out, start=1):
        found[each.task.name] = measured_task(each, resamples)
        on_progress(done / len(laid_out))
    primaries = {name: task.difference(task.primary) for name, task in found.items()}
    judged = judge(primaries, plan.margin)
    return {name: _result(task, judged[name]) for name, task in found.items()}


def _result(task: MeasuredTask, difference: Difference) -> TwoRunsTask:
    return TwoRunsTask(
        kind=task.laid_out.task.kind,
        n=task.laid_out.n,
        events=task.laid_out.events,
        exploratory=task.exploratory,
        first=task.estimate(_FIRST, task.primary),
        second=task.estimate(_SECOND, task.primary),
        difference=difference,
    )


def _apart(one: TaskPredictions, other: TaskPredictions, arm: Arm) -> str | None:
    if not np.array_equal(one.rows, other.rows):
        return f"other rows ({one.n:,} and {other.n:,})"
    if not np.array_equal(one.observed, other.observed):
        return "other labels"
    folds = [each.arms[arm].fold for each in (one, other)]
    if len(folds[0]) != len(folds[1]):
        return f"another number of repeats ({len(folds[0])} and {len(folds[1])})"
    return None if np.array_equal(folds[0], folds[1]) else "other folds"
