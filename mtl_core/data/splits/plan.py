"""From the plan of evaluation to splits, repeat by repeat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.data.splits.before_after import time_sides
from mtl_core.data.splits.folds import Split, hold_out, patient_indicators, repeated_folds
from mtl_core.data.splits.locked_test import locked_sides
from mtl_core.data.splits.sides import Sides
from mtl_core.data.splits.site_folds import site_folds, site_sides
from mtl_core.schema import EvaluationPlan, Task
from mtl_core.schema.specs import BeforeAfter, LeaveOneSiteOut, LockedTest, RepeatedFolds

_STREAM = 3


def make_splits(
    labels: Mapping[str, FloatArray],
    tasks: Sequence[Task],
    patients: IntArray,
    plan: EvaluationPlan,
    divider: FloatArray | None = None,
) -> tuple[Split, ...]:
    """Divide the cohort by patient as the plan says, once per repeat.

    Parameters
    ----------
    labels
        Label arrays of shape ``(n_rows,)`` by task, NaN where unknown.
    patients
        Code of each row's patient, 0 to ``n_patients - 1``, shape ``(n_rows,)``.
    divider
        Site or time of each row, from :func:`~mtl_core.data.dividing_values`.

    Returns
    -------
    The splits of the first repeat, then of the next, ... A row is tested at most once per repeat,
    and in every repeat the same rows are.

    Raises
    ------
    StudyError
        When there are too few patients, sites or times.
    """
    match plan.split:
        case RepeatedFolds():
            return repeated_folds(labels, tasks, patients, plan)
        case LockedTest(share=share):
            sides: tuple[Sides, ...] = (locked_sides(labels, tasks, patients, share, plan.seed),)
        case LeaveOneSiteOut(fewest=fewest):
            sides = site_sides(site_folds(_given(divider), patients, fewest), patients)
        case BeforeAfter(share=share):
            sides = (time_sides(_given(divider), patients, share),)
        case _ as unknown:
            assert_never(unknown)
    return tuple(
        _divided(labels, tasks, patients, one, (plan.seed, repeat, fold))
        for repeat in range(plan.repeats)
        for fold, one in enumerate(sides)
    )


def _given(divider: FloatArray | None) -> FloatArray:
    if divider is None:
        message = "this plan reads a column: pass dividing_values(table, schema, plan.split)"
        raise ValueError(message)
    return divider


def _divided(
    labels: Mapping[str, FloatArray],
    tasks: Sequence[Task],
    patients: IntArray,
    sides: Sides,
    key: tuple[int, int, int],
) -> Split:
    """Draw validation patients among those who teach; nothing of a tested row is looked at."""
    rows = sides.inside
    own = np.unique(patients[rows], return_inverse=True)[1].astype(np.int64)
    inside = {task.name: labels[task.name][rows] for task in tasks}
    rng = np.random.default_rng([*key, _STREAM])
    held_out = hold_out(patient_indicators(inside, tasks, own), rng)[own]
    _, repeat, fold = key
    return Split(repeat, fold, train=rows[~held_out], valid=rows[held_out], test=sides.test)
