"""Two arms compared over draws of the labels that they learn from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.evaluation.arms.arm_measures import Measured, measure_arms
from mtl_core.evaluation.arms.layout import TaskPredictions, lay_out
from mtl_core.evaluation.arms.verdict import judge
from mtl_core.evaluation.intervals import (
    Resamples,
    freedom,
    interval_of_difference,
    interval_over_trainings,
    resample_patients,
    widened,
)
from mtl_core.schema import PRIMARY, Arm, Difference, Estimate, EvaluationPlan, Task
from mtl_core.schema.measures import MEASURES

_NO_INTERVAL = "the interval is undefined in too many resamples"


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPredictions:
    """Predictions of one task by networks that learned from drawn labels.

    Attributes
    ----------
    table
        The long table of predictions; the repeats of the first draw come first, then those of the
        second, ...
    n_draws
        Draws in the table.
    """

    table: pd.DataFrame
    n_draws: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The primary measure of every arm, and multi-task minus single-task."""

    arms: dict[Arm, Estimate]
    difference: Difference


def compare_draws(  # noqa: PLR0913 - the arguments are the whole input of an evaluation
    parts: Sequence[DrawnPredictions],
    task: Task,
    *,
    arms: Sequence[Arm],
    plan: EvaluationPlan,
    patients: IntArray,
    strata: IntArray,
    on_progress: Callable[[float], None] = lambda _: None,
) -> list[Compared]:
    """Measure every arm on every part, with the chance of patients and of draws in the interval.

    A value is the mean over draws. Its variance is that of the mean over bootstrap resamples of
    patients, plus the variance between draws divided by their number (:mod:`.training_spread`).
    One draw has the interval of the patients.

    Verdicts are corrected (Holm) for the number of parts.

    Parameters
    ----------
    parts
        One per share of the labels, all scored on the same rows.
    patients, strata
        Of every row of the cohort, as in :func:`~mtl_core.evaluation.evaluate`.
    """
    resamples = resample_patients(patients, strata, n_resamples=plan.n_resamples, seed=plan.seed)
    compared, p_values = [], []
    for done, part in enumerate(parts, start=1):
        (laid_out,) = lay_out(part.table, [task], arms)
        one, p_value = _compare_one(laid_out, part.n_draws, resamples)
        compared.append(one)
        p_values.append(p_value)
        on_progress(done / len(parts))
    judged = judge([one.difference for one in compared], p_values, plan.margin)
    return [Compared(one.arms, new) for one, new in zip(compared, judged, strict=True)]


def _compare_one(
    laid_out: TaskPredictions, n_draws: int, resamples: Resamples
) -> tuple[Compared, float | None]:
    name = PRIMARY[laid_out.task.kind]
    usable = {arm: block for arm, block in laid_out.arms.items() if block.finite}
    measured = measure_arms(laid_out, usable, resamples)
    by_draw = {arm: _by_draw(found.repeats[name], n_draws) for arm, found in measured.items()}
    arms = {arm: _estimate(name, measured, by_draw, arm, laid_out.n) for arm in laid_out.arms}
    first, second = Arm.MULTI_TASK, Arm.SINGLE_TASK
    if first not in measured or second not in measured:
        reason = "not estimable (one of the two models gave no number for some rows)"
        return Compared(arms, Difference(reason=reason)), None
    value = measured[first].value_of[name] - measured[second].value_of[name]
    if not math.isfinite(value):
        return Compared(arms, Difference(reason=MEASURES[name].undefined)), None
    if np.array_equal(usable[first].predicted, usable[second].predicted):
        return Compared(arms, Difference(0.0, 0.0, 0.0)), 1.0
    draws = measured[first].draws[name] - measured[second].draws[name]
    n_fewest = measured[first].n_fewest
    interval = interval_of_difference(name, draws, n_fewest)
    if interval is None:
        return Compared(arms, Difference(value, reason=_NO_INTERVAL)), None
    drawn = by_draw[first] - by_draw[second]
    low, high, p_value = widened(
        value, interval, draws, drawn, freedom(name, n_fewest), independent=True
    )
    return Compared(arms, Difference(value, low, high)), p_value


def _by_draw(repeats: FloatArray, n_draws: int) -> FloatArray:
    """Mean over the repeats of each draw, ``(n_draws,)``."""
    return np.asarray(repeats.reshape(n_draws, -1).mean(axis=1))


def _estimate(
    name: str,
    measured: Mapping[Arm, Measured],
    by_draw: Mapping[Arm, FloatArray],
    arm: Arm,
    n: int,
) -> Estimate:
    if arm not in measured:
        return Estimate(n=n, reason="not estimable (this model gave no number for some rows)")
    value = measured[arm].value_of[name]
    if not math.isfinite(value):
        return Estimate(n=n, reason=MEASURES[name].undefined)
    draws, n_fewest = measured[arm].draws[name], measured[arm].n_fewest
    drawn = by_draw[arm]
    interval = interval_over_trainings(name, value, draws, drawn, n_fewest, independent=True)
    if interval is None:
        return Estimate(value, n=n, reason=_NO_INTERVAL)
    return Estimate(value, *interval, n=n)
