"""The mean difference over the tasks that share, with its interval from the same resamples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mtl_core.evaluation.arm_measures import Measured
from mtl_core.evaluation.arrays import FloatArray
from mtl_core.evaluation.resampling import percentile_interval
from mtl_core.evaluation.summary import gains, stands_alone
from mtl_core.schema import PRIMARY, Arm, Difference, TaskResult


@dataclass(frozen=True, slots=True)
class Evaluation(Mapping[str, TaskResult]):
    """Result by name of the task, and what holds across tasks.

    Attributes
    ----------
    mean_gain
        Mean over the tasks that share of multi-task minus single-task in the primary measure;
        ``None`` without any.
    """

    tasks: Mapping[str, TaskResult]
    mean_gain: Difference | None

    def __getitem__(self, name: str) -> TaskResult:
        """Return the result of a task."""
        return self.tasks[name]

    def __iter__(self) -> Iterator[str]:
        """Names of the tasks."""
        return iter(self.tasks)

    def __len__(self) -> int:
        """Count the tasks."""
        return len(self.tasks)


def gain_draws(result: TaskResult, measured: Mapping[Arm, Measured]) -> FloatArray | None:
    """Draws of the primary difference of a task that counts in the mean gain, else ``None``."""
    primary = PRIMARY[result.kind]
    found = result.difference.get(primary)
    if found is None or found.value is None or stands_alone(result):
        return None
    return measured[Arm.MULTI_TASK].draws[primary] - measured[Arm.SINGLE_TASK].draws[primary]


def mean_gain(results: Mapping[str, TaskResult], draws: Sequence[FloatArray]) -> Difference | None:
    """Mean gain over the tasks that share, with a 95 % percentile interval.

    All tasks have the same resamples of patients, so the mean of their draws is a draw of the mean:
    tasks of the same patients are not taken as independent. The interval speaks of these tasks with
    other patients, not of other tasks.

    Parameters
    ----------
    draws
        From :func:`gain_draws`, one per task that counts, each ``(n_resamples,)``.
    """
    value = gains(results).mean
    if value is None or not draws:
        return None
    interval = percentile_interval(np.mean(draws, axis=0))
    if interval is None:
        return Difference(value, reason="the interval is undefined in too many resamples")
    return Difference(value, *interval)
