"""Each class of a task against the rest: the measures of a yes/no outcome, class by class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mtl_core.evaluation.arms.layout import ArmPredictions, TaskPredictions, lay_out
from mtl_core.evaluation.arms.measured_task import measured_task
from mtl_core.evaluation.intervals import Resamples
from mtl_core.evaluation.measures import median_class
from mtl_core.schema import Arm, Estimate, Task, TaskKind

_NEVER = "not estimable (this class is never predicted)"
_ALWAYS = "not estimable (only this class is ever predicted)"
_REASONS = {"ppv": _NEVER, "npv": _ALWAYS}


@dataclass(frozen=True, slots=True)
class ClassMeasures:
    """One class against all others.

    Attributes
    ----------
    n, events
        Labelled rows, and those of this class.
    arms
        The measures of a binary task by arm, where a row counts as positive when this class is the
        predicted one.
    """

    n: int
    events: int
    arms: dict[Arm, dict[str, Estimate]]


def class_measures(
    predictions: pd.DataFrame, task: Task, arms: Sequence[Arm], resamples: Resamples
) -> dict[str, ClassMeasures]:
    """Measure how well each class is told from the rest, with 95 % intervals by patient.

    Values and intervals are made as those of :func:`~mtl_core.evaluation.evaluate`. The predicted
    class is the most probable one; of ordered classes the median. A class with fewer than ten
    events has a reason instead of values.

    Parameters
    ----------
    predictions
        The long table, as in :func:`~mtl_core.evaluation.evaluate`.
    task
        A task of several classes, ordered or not.
    resamples
        Of the patients of the whole cohort.

    Returns
    -------
    dict
        By name of the class, in the task's order.

    Raises
    ------
    RunError
        When the predictions of the task are absent or incomplete.
    """
    (laid_out,) = lay_out(predictions, [task], arms)
    return {
        name: _measured(_against_rest(laid_out, place), resamples)
        for place, name in enumerate(task.classes)
    }


def _measured(laid_out: TaskPredictions, resamples: Resamples) -> ClassMeasures:
    estimates = measured_task(laid_out, resamples).estimates()
    arms = {arm: _in_words(found) for arm, found in estimates.items()}
    return ClassMeasures(laid_out.n, laid_out.events or 0, arms)


def _against_rest(laid_out: TaskPredictions, place: int) -> TaskPredictions:
    """Return one class of a task as a yes/no task on the same rows."""
    task, name = laid_out.task, laid_out.task.classes[place]
    ordered = task.kind is TaskKind.ORDINAL
    arms = {arm: _one_output(block, place, ordered=ordered) for arm, block in laid_out.arms.items()}
    binary = Task(task.name, TaskKind.BINARY, (f"not {name}", name))
    return replace(laid_out, task=binary, observed=laid_out.observed[:, [place]], arms=arms)


def _one_output(block: ArmPredictions, place: int, *, ordered: bool) -> ArmPredictions:
    chosen = np.array([median_class(p) if ordered else p.argmax(axis=1) for p in block.predicted])
    # Any risk is above the one and none above the other: the predicted class decides.
    threshold = np.where(chosen == place, -np.inf, np.inf)
    return replace(block, predicted=block.predicted[:, :, [place]], threshold=threshold)


def _in_words(estimates: dict[str, Estimate]) -> dict[str, Estimate]:
    """Say of a class, not of a threshold, why predictive values are not there."""
    return {
        name: replace(found, reason=_REASONS[name])
        if name in _REASONS and found.value is None and "threshold" in (found.reason or "")
        else found
        for name, found in estimates.items()
    }
