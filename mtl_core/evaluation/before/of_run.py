"""What a finished run was to be expected to find, for the patients who were tested."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mtl_core.arrays import IntArray
from mtl_core.evaluation.arms import lay_out
from mtl_core.evaluation.before.detectable import Assumptions, Detectable, detectable_difference
from mtl_core.evaluation.before.interval_width import patients_by_class
from mtl_core.evaluation.before.plans import share_tested
from mtl_core.schema import Arm, EvaluationPlan, Task


def foreseen(
    predictions: pd.DataFrame,
    tasks: Sequence[Task],
    plan: EvaluationPlan,
    patients: IntArray | None,
) -> dict[str, Detectable]:
    """Say by task which difference the plan would find, with the usual assumptions.

    Parameters
    ----------
    predictions
        The long table of predictions; multi-task stands in it for every task.
    patients
        Number of the patient of each row of the cohort; without it every row is one.
    """
    first = predictions["repeat"] == predictions["repeat"].min()
    shown = first & (predictions["arm"] == Arm.MULTI_TASK.value)
    if patients is None:
        patients = np.arange(predictions["row"].max() + 1)
    share, found = share_tested(plan), {}
    for block in lay_out(predictions[shown], tasks, [Arm.MULTI_TASK]):
        n, class_sizes = patients_by_class(block, patients)
        found[block.task.name] = detectable_difference(
            block.task.kind,
            n,
            class_sizes,
            repeats=plan.repeats,
            expected=Assumptions(),
            n_cohort=round(n / share),
        )
    return found
