"""From predictions to results: every measure of every arm, its interval, and the comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from mtl_core.arrays import IntArray
from mtl_core.evaluation.arms.arm_difference import NO_INTERVAL, compare_arms
from mtl_core.evaluation.arms.arm_measures import NAMES, Measured, measure_arms, thresholds_of
from mtl_core.evaluation.arms.layout import TaskPredictions, lay_out
from mtl_core.evaluation.arms.mean_gain import Evaluation, Gain, gain_of, mean_gain
from mtl_core.evaluation.arms.verdict import judge
from mtl_core.evaluation.intervals import Resamples, interval_over_trainings, resample_patients
from mtl_core.limits import FEWEST_EVENTS, is_exploratory
from mtl_core.schema import PRIMARY, Arm, Estimate, EvaluationPlan, Task, TaskKind, TaskResult
from mtl_core.schema.measures import MEASURES
from mtl_core.words import counted


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
    from threadpoolctl import threadpool_limits

    resamples = resample_patients(patients, strata, n_resamples=plan.n_resamples, seed=plan.seed)
    results: dict[str, TaskResult] = {}
    p_values: list[float | None] = []
    gained: list[Gain] = []
    for done, laid_out in enumerate(lay_out(predictions, tasks, arms), start=1):
        # Threads of linear algebra beside ours would only wait for each other.
        with threadpool_limits(1):
            result, p_value, gain = _evaluate_task(laid_out, resamples, n_threads)
        results[laid_out.task.name] = result
        p_values.append(p_value)
        gained += [] if gain is None else [gain]
        if on_progress is not None:
            on_progress(done / len(tasks))
    judged = _judge_all(results, p_values, plan.margin)
    return Evaluation(judged, mean_gain(judged, gained))


def _judge_all(
    results: Mapping[str, TaskResult], p_values: Sequence[float | None], margin: float
) -> dict[str, TaskResult]:
    compared = [bool(result.difference) for result in results.values()]
    names = [name for name, is_compared in zip(results, compared, strict=True) if is_compared]
    primaries = [results[name].difference[PRIMARY[results[name].kind]] for name in names]
    tested = [p for p, is_compared in zip(p_values, compared, strict=True) if is_compared]
    judged = dict(zip(names, judge(primaries, tested, margin), strict=True))
    return {
        name: replace(result, difference=result.difference | {PRIMARY[result.kind]: judged[name]})
        if name in judged
        else result
        for name, result in results.items()
    }


def _evaluate_task(
    laid_out: TaskPredictions, resamples: Resamples, n_threads: int
) -> tuple[TaskResult, float | None, Gain | None]:
    reason = why_not(laid_out, FEWEST_EVENTS)
    usable = {arm: block for arm, block in laid_out.arms.items() if reason is None and block.finite}
    measured = measure_arms(laid_out, usable, resamples, n_threads)
    difference, p_value = compare_arms(laid_out, measured, reason)
    result = TaskResult(
        kind=laid_out.task.kind,
        n=laid_out.n,
        events=laid_out.events,
        exploratory=is_exploratory(laid_out.rarest),
        threshold=_mean_threshold(laid_out),
        arms={arm: estimates_of(laid_out, measured.get(arm), reason) for arm in laid_out.arms},
        difference=difference,
        repeats={arm: _primary_by_repeat(laid_out, found) for arm, found in measured.items()},
    )
    return result, p_value, gain_of(result, measured)


def _primary_by_repeat(laid_out: TaskPredictions, measured: Measured) -> tuple[float | None, ...]:
    values = measured.repeats[PRIMARY[laid_out.task.kind]]
    return tuple(float(value) if np.isfinite(value) else None for value in values)


def why_not(laid_out: TaskPredictions, fewest: int) -> str | None:
    """Say why nothing can be estimated where there are fewer than ``fewest`` of a class, if so."""
    if laid_out.task.kind is TaskKind.REGRESSION:
        few = laid_out.n < fewest
        return f"not estimable ({laid_out.n} labelled rows)" if few else None
    rarest, events = laid_out.rarest or 0, laid_out.events or 0
    if rarest >= fewest:
        return None
    if laid_out.task.kind.per_class:
        return f"not estimable ({rarest} rows of the rarest class)"
    if events < fewest:
        return f"not estimable ({counted(events, 'event')})"
    return f"not estimable ({counted(rarest, 'row')} without the event)"


def _mean_threshold(laid_out: TaskPredictions) -> float | None:
    if laid_out.task.kind is not TaskKind.BINARY:
        return None
    block = next(iter(laid_out.arms.values()))
    threshold = np.mean(thresholds_of(laid_out.observed[:, 0], block).mean(axis=1))
    return float(threshold) if np.isfinite(threshold) else None


def estimates_of(
    laid_out: TaskPredictions, measured: Measured | None, reason: str | None
) -> dict[str, Estimate]:
    """Every measure of one arm with its interval, or ``reason`` where nothing was measured."""
    why = reason or "not estimable (this model gave no number for some rows)"
    return {
        name: Estimate(n=laid_out.n, reason=why)
        if measured is None
        else _estimate(name, measured, laid_out.n)
        for name in NAMES[laid_out.task.kind]
    }


def _estimate(name: str, measured: Measured, n: int) -> Estimate:
    value = measured.value_of[name]
    if not np.isfinite(value):
        return Estimate(n=n, reason=MEASURES[name].undefined)
    interval = interval_over_trainings(
        name, value, measured.draws[name], measured.repeats[name], measured.n_fewest
    )
    if interval is None:
        return Estimate(value, n=n, reason=NO_INTERVAL)
    return Estimate(value, *interval, n=n)
