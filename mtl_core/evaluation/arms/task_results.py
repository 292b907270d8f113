"""From predictions to results: every measure of every arm, its interval, and the comparison."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from mtl_core.arrays import IntArray
from mtl_core.evaluation.arms.arm_measures import ArmMeasures, thresholds_of
from mtl_core.evaluation.arms.layout import TaskPredictions, lay_out
from mtl_core.evaluation.arms.mean_gain import Evaluation, gain_of, mean_gain
from mtl_core.evaluation.arms.measured_task import MeasuredTask, measured_task
from mtl_core.evaluation.arms.verdict import judge
from mtl_core.evaluation.intervals import resample_patients
from mtl_core.schema import PRIMARY, Arm, Difference, EvaluationPlan, Task, TaskKind, TaskResult


def evaluate(  # noqa: PLR0913 - the arguments are the whole input of an evaluation
    predictions: pd.DataFrame,
    tasks: Sequence[Task],
    *,
    arms: Sequence[Arm],
    plan: EvaluationPlan,
    patients: IntArray,
    strata: IntArray,
    n_threads: int = 1,
    on_progress: Callable[[float], None] | None = None,
) -> Evaluation:
    """Evaluate every arm on every task, and compare multi-task with single-task.

    A value is the mean over repeats of the measure over all out-of-fold predictions of the repeat.
    Its interval is the 2.5 to 97.5 percentile over bootstrap resamples of patients (the mean over
    repeats within each), and a difference uses the same resamples in both arms; areas under the ROC
    curve have intervals that also hold with few events (:mod:`.few_events`), and several repeats
    ones that hold their spread too (:mod:`.training_spread`). The draws of the two calibration
    coefficients are one Newton step from their solution; all others are exact.

    Parameters
    ----------
    predictions
        The long table: ``row, task, arm, repeat, fold, class, observed, predicted``.
    tasks, arms
        What to evaluate. An arm without predictions for a task is absent from its result.
    plan
        Number of resamples, seed and margin.
    patients, strata
        Code of the patient, and stratum, of every row of the CSV, ``(n_rows,)``. Resamples keep the
        number of patients per stratum.
    n_threads
        Arms that are measured at the same time; results are the same to the bit.
    on_progress
        Called with the share that is done, 0 to 1.

    Returns
    -------
    Evaluation
        Result by name of the task, and the mean gain. A measure that cannot be estimated has no
        value but a reason.

    Raises
    ------
    RunError
        When the predictions of a task are absent or incomplete.
    """
    resamples = resample_patients(patients, strata, n_resamples=plan.n_resamples, seed=plan.seed)
    found: dict[str, tuple[TaskResult, tuple[Difference, float | None]]] = {}
    gained = []
    for done, laid_out in enumerate(lay_out(predictions, tasks, arms), start=1):
        measured = measured_task(laid_out, resamples, n_threads=n_threads)
        found[laid_out.task.name] = _result(measured)
        gain = gain_of(found[laid_out.task.name][0], measured.measured)
        gained += [] if gain is None else [gain]
        if on_progress is not None:
            on_progress(done / len(tasks))
    judged = judge(
        {name: primary for name, (result, primary) in found.items() if result.difference},
        plan.margin,
    )
    results = {name: _with_primary(result, judged.get(name)) for name, (result, _) in found.items()}
    return Evaluation(results, mean_gain(results, gained))


def _with_primary(result: TaskResult, judged: Difference | None) -> TaskResult:
    if judged is None:
        return result
    return replace(result, difference=result.difference | {PRIMARY[result.kind]: judged})


def _result(task: MeasuredTask) -> tuple[TaskResult, tuple[Difference, float | None]]:
    """Return what was found, and the primary difference with its p-value."""
    laid_out, differences = task.laid_out, task.differences()
    result = TaskResult(
        kind=laid_out.task.kind,
        n=laid_out.n,
        events=laid_out.events,
        exploratory=task.exploratory,
        threshold=_mean_threshold(laid_out),
        arms=task.estimates(),
        difference={name: difference for name, (difference, _) in differences.items()},
        repeats={arm: _primary_by_repeat(laid_out, m) for arm, m in task.measured.items()},
    )
    return result, differences.get(task.primary, (Difference(), None))


def _primary_by_repeat(
    laid_out: TaskPredictions, measured: ArmMeasures
) -> tuple[float | None, ...]:
    values = measured.repeats[PRIMARY[laid_out.task.kind]]
    return tuple(float(value) if np.isfinite(value) else None for value in values)


def _mean_threshold(laid_out: TaskPredictions) -> float | None:
    if laid_out.task.kind is not TaskKind.BINARY:
        return None
    block = next(iter(laid_out.arms.values()))
    threshold = np.mean(thresholds_of(laid_out.observed[:, 0], block).mean(axis=1))
    return float(threshold) if np.isfinite(threshold) else None
