"""The mean difference over the tasks that share, with its interval from the same resamples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mtl_core.arrays import FloatArray
from mtl_core.evaluation.arms.arm_measures import ArmMeasures
from mtl_core.evaluation.arms.summary import gains, stands_alone
from mtl_core.evaluation.intervals import NO_INTERVAL, difference_interval
from mtl_core.schema import PRIMARY, Arm, Difference, TaskResult


class Evaluation(dict[str, TaskResult]):
    """Result by name of the task; and the mean gain over the tasks that share, if there are any."""

    def __init__(self, tasks: Mapping[str, TaskResult], mean_gain: Difference | None) -> None:
        super().__init__(tasks)
        self.mean_gain = mean_gain


def gain_of(
    result: TaskResult, measured: Mapping[Arm, ArmMeasures]
) -> tuple[FloatArray, FloatArray] | None:
    """Return the gain of a task that counts in the mean gain, in resamples and in repeats."""
    primary = PRIMARY[result.kind]
    found = result.difference.get(primary)
    if found is None or found.value is None or stands_alone(result):
        return None
    return measured[Arm.MULTI_TASK].apart(measured[Arm.SINGLE_TASK], primary)


def mean_gain(
    results: Mapping[str, TaskResult], counted: Sequence[tuple[FloatArray, FloatArray]]
) -> Difference | None:
    """Mean gain over the tasks that share, with a 95 % interval.

    All tasks have the same resamples of patients and the same repeats, so the mean of their draws
    is a draw of the mean: tasks of the same patients are not taken as independent. The interval
    speaks of these tasks with other patients and, with several repeats, trained once more; not of
    other tasks.

    Parameters
    ----------
    counted
        From :func:`gain_of`, one per task that counts.
    """
    value = gains(results).mean
    if value is None or not counted:
        return None
    draws, repeats = (np.mean(part, axis=0) for part in zip(*counted, strict=True))
    # A mean over measures is no rank measure, so it does not matter how many patients are rarest.
    found = difference_interval("mean gain", value, draws, repeats, n_fewest=2)
    return Difference(value, reason=NO_INTERVAL) if found is None else Difference(value, *found[:2])
