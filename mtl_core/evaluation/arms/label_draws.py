"""Two arms compared over draws of the labels that they learn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from mtl_core.arrays import IntArray
from mtl_core.evaluation.arms.layout import lay_out
from mtl_core.evaluation.arms.measured_task import MeasuredTask, measured_task
from mtl_core.evaluation.arms.verdict import judge
from mtl_core.evaluation.intervals import resample_patients
from mtl_core.schema import PRIMARY, Arm, Difference, Estimate, EvaluationPlan, Task


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
class PrimaryComparison:
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
) -> list[PrimaryComparison]:
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
    found = []
    for done, part in enumerate(parts, start=1):
        (laid_out,) = lay_out(part.table, [task], arms)
        found.append(_by_draw(measured_task(laid_out, resamples, fewest=0), part.n_draws))
        on_progress(done / len(parts))
    name = PRIMARY[task.kind]
    judged = judge({k: one.difference(name) for k, one in enumerate(found)}, plan.margin)
    return [
        PrimaryComparison({arm: one.estimate(arm, name) for arm in one.laid_out.arms}, judged[k])
        for k, one in enumerate(found)
    ]


def _by_draw(task: MeasuredTask, n_draws: int) -> MeasuredTask:
    """Take the mean over the repeats of each draw, ``(n_draws,)`` per measure."""
    measured = {
        arm: replace(
            found,
            repeats={
                name: values.reshape(n_draws, -1).mean(axis=1)
                for name, values in found.repeats.items()
            },
        )
        for arm, found in task.measured.items()
    }
    return replace(task, measured=measured, independent=True)
