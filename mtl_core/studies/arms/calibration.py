"""Maps of the risks of a study's arms: what they are worth, and those of the saved networks."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from mtl_core.arrays import IntArray
from mtl_core.calibration import (
    choose_map,
    cross_fit,
    fit_map,
    folds_by_patient,
    methods_for,
    rarest_class,
)
from mtl_core.evaluation.arms import TaskPredictions, lay_out
from mtl_core.evaluation.calibration import recalibrated
from mtl_core.evaluation.intervals import Resamples, resample_patients
from mtl_core.limits import FEWEST_EVENTS, is_exploratory
from mtl_core.schema import (
    REFERENCES,
    Arm,
    EvaluationPlan,
    RecalibrationGain,
    Task,
    TaskKind,
    TaskResult,
)
from mtl_core.schema.calibration import CalibrationMethod, FittedMap, FittedMaps


def calibrate_arms(
    predictions: pd.DataFrame,
    tasks: Sequence[Task],
    *,
    arms: Sequence[Arm],
    plan: EvaluationPlan,
    patients: IntArray,
    on_progress: Callable[[], None] = lambda: None,
) -> dict[str, dict[Arm, RecalibrationGain]]:
    """Say for every task and neural arm what a map of its risks would change, cross-fitted.

    Resamples leave the number of events to chance: with as many events in each as in the cohort,
    calibration-in-the-large would look surer than it is.

    Parameters
    ----------
    predictions
        The long table of out-of-fold predictions.
    patients
        Code of the patient of every row of the cohort, ``(n_rows,)``.
    on_progress
        Called before every arm of every task.

    Returns
    -------
    By task; empty for quantities, and without arms that gave no number for some rows.
    """
    resamples = resamples_of(patients, plan.n_resamples, plan.seed)
    found: dict[str, dict[Arm, RecalibrationGain]] = {}
    neural = [arm for arm in arms if arm not in REFERENCES]
    # Threads of linear algebra would only wait for each other over so small tables.
    with threadpool_limits(1):
        for laid_out in lay_out(predictions, tasks, neural):
            found[laid_out.task.name] = {}
            if laid_out.task.kind is TaskKind.REGRESSION:
                continue
            for arm, block in laid_out.arms.items():
                if block.finite:
                    on_progress()
                    folds = [
                        _folds(fold, laid_out.rows, patients, plan.seed) for fold in block.fold
                    ]
                    found[laid_out.task.name][arm] = _calibrate(laid_out, arm, folds, resamples)
    return found


def resamples_of(patients: IntArray, n_resamples: int, seed: int) -> Resamples:
    """Plan resamples of patients, all drawn alike."""
    alike = np.zeros_like(patients)
    return resample_patients(patients, alike, n_resamples=n_resamples, seed=seed)


def saved_maps(predictions: pd.DataFrame, tasks: Sequence[Task]) -> FittedMaps:
    """Fit the maps of the saved multi-task networks on all their out-of-fold predictions.

    Binary tasks get an intercept, others nothing. An out-of-fold prediction comes from the networks
    of one fold, a new patient's from those of all folds. Their mean has the same mean risk, so the
    intercept carries over; it is less extreme, so a slope or a temperature does not.

    Parameters
    ----------
    predictions
        The long table. The saved networks are those of its first repeat.
    """
    first = predictions[predictions["repeat"] == predictions["repeat"].min()]
    binary = [task for task in tasks if task.kind is TaskKind.BINARY]
    maps = {}
    for laid_out in lay_out(first, binary, (Arm.MULTI_TASK,)):
        block, observed = laid_out.arms[Arm.MULTI_TASK], laid_out.observed
        predicted = block.predicted[0]
        events = rarest_class(observed)
        if not block.finite or not methods_for(TaskKind.BINARY, events):
            continue
        found = fit_map(CalibrationMethod.INTERCEPT, observed, predicted, TaskKind.BINARY)
        if found is not None:
            maps[laid_out.task.name] = FittedMap(found, laid_out.n, events)
    return FittedMaps(maps)


def with_calibration(
    results: Mapping[str, TaskResult], found: Mapping[str, dict[Arm, RecalibrationGain]]
) -> dict[str, TaskResult]:
    """Put what maps would change into the results of their tasks."""
    return {
        name: dataclasses.replace(result, calibration=found.get(name, {}))
        for name, result in results.items()
    }


def no_map(n: int, events: int) -> RecalibrationGain:
    """Say that there are too few events for any map."""
    sentence = (
        f"Risks are not recalibrated: the rarest class has {events:,} rows of {n:,}, and at least "
        f"{FEWEST_EVENTS} are needed."
    )
    if events >= FEWEST_EVENTS:
        sentence = "Risks are not recalibrated: no map could be fitted."
    return RecalibrationGain(None, n, events, is_exploratory(events), {}, {}, {}, sentence)


def _calibrate(
    laid_out: TaskPredictions, arm: Arm, folds: Sequence[IntArray], resamples: Resamples
) -> RecalibrationGain:
    kind, observed = laid_out.task.kind, laid_out.observed
    predicted = laid_out.arms[arm].predicted
    whole = choose_map(observed, predicted[0], folds[0], kind)
    if whole is None:
        return no_map(laid_out.n, rarest_class(observed))
    pairs = zip(predicted, folds, strict=True)
    after = np.stack([cross_fit(observed, one, fold, kind) for one, fold in pairs])
    return recalibrated(kind, whole.method, observed, predicted, after, laid_out.rows, resamples)


def _folds(fold: IntArray, rows: IntArray, patients: IntArray, seed: int) -> IntArray:
    """Return the folds of a repeat; of a single one, new ones by patient."""
    several = len(np.unique(fold)) > 1
    return fold if several else folds_by_patient(patients[rows], seed)
