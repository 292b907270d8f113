"""From predictions to the primary measure of every arm and task, with draws of patients.

The measure is the area under the ROC curve of a yes-or-no outcome, its mean over the classes of an
outcome with several, and R2 of a number. Resamples of patients are the same for all arms and tasks
of a table, so that a difference of draws is a paired one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray
from mtl_core.evaluation.arms import lay_out, measured_task
from mtl_core.evaluation.intervals import percentile_interval, resample_patients
from mtl_core.schema import PRIMARY, Arm
from mtl_core.studies.prepare import PreparedStudy


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """One measure of several arms on the same patients.

    Attributes
    ----------
    value
        By arm.
    draws
        By arm, ``(n_resamples,)``: the measure in each resample of patients.
    """

    value: dict[Arm, float]
    draws: dict[Arm, FloatArray]

    def gain(self, over: Arm, of: Arm = Arm.MULTI_TASK) -> Gain:
        """One arm minus another, on the same resamples."""
        return Gain.of(self.value[of] - self.value[over], self.draws[of] - self.draws[over])


@dataclass(frozen=True, slots=True, eq=False)
class Gain:
    """A paired difference with its 95 % interval over patients, and the draws of it."""

    value: float
    low: float
    high: float
    draws: FloatArray

    @classmethod
    def of(cls, value: float, draws: FloatArray) -> Gain:
        """Take the percentile interval; NaN where a tenth of the draws is undefined."""
        low, high = percentile_interval(draws) or (np.nan, np.nan)
        return cls(value, low, high, draws)


def mean_scores(scores: Sequence[Scores]) -> Scores:
    """Mean over tasks, or over tables, of the arms that all of them have."""
    arms = [arm for arm in scores[0].value if all(arm in one.value for one in scores)]
    return Scores(
        {arm: float(np.mean([one.value[arm] for one in scores])) for arm in arms},
        {arm: np.mean([one.draws[arm] for one in scores], axis=0) for arm in arms},
    )


def mean_gain(gains: Sequence[Gain]) -> Gain:
    """Mean of differences on different patients, resampled independently of each other."""
    return Gain.of(
        float(np.mean([gain.value for gain in gains])),
        np.mean([gain.draws for gain in gains], axis=0),
    )


def score_tasks(
    prepared: PreparedStudy, predictions: pd.DataFrame, arms: Sequence[Arm]
) -> dict[str, Scores]:
    """Measure every arm on every task of a table."""
    plan, tasks = prepared.study.plan, prepared.study.schema.tasks
    resamples = resample_patients(
        prepared.patients, prepared.strata, n_resamples=plan.n_resamples, seed=plan.seed
    )
    scores = {}
    for laid_out in lay_out(predictions, tasks, arms):
        measured = measured_task(laid_out, resamples, fewest=0).measured
        name = PRIMARY[laid_out.task.kind]
        scores[laid_out.task.name] = Scores(
            {arm: one.value_of[name] for arm, one in measured.items()},
            {arm: np.asarray(one.draws[name], np.float64) for arm, one in measured.items()},
        )
    return scores
