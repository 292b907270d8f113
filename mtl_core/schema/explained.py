"""Views of an explanation: what the summaries of the long table give and figures draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray
from mtl_core.schema.answers import TasksAlike
from mtl_core.schema.outputs import Output


@dataclass(frozen=True, slots=True, eq=False)
class Pushes:
    """What pushes one estimate of a patient up and down.

    Attributes
    ----------
    name
        The task, with its class where it has several.
    row
        0-based row of the file.
    n_background
        Patients over whom ``baseline`` is the mean estimate.
    cells
        The patient's value of each feature as text, ``None`` where missing.
    values
        Shapley value of each feature, in the units of the output (risk 0 to 1).
    """

    output: Output
    name: str
    row: int
    n_background: int
    baseline: float
    features: tuple[str, ...]
    cells: tuple[str | None, ...]
    values: FloatArray

    @property
    def estimate(self) -> float:
        """The baseline and all pushes."""
        return self.baseline + float(self.values.sum())

    @property
    def largest_first(self) -> tuple[tuple[str, float], ...]:
        """Features with their pushes, by the size of the push."""
        order = np.argsort(-np.abs(self.values), kind="stable")
        return tuple((self.features[i], float(self.values[i])) for i in order)


@dataclass(frozen=True, slots=True, eq=False)
class Dependence:
    """Values of one column beside its Shapley values for one task.

    Attributes
    ----------
    output, feature
        What is shown; the output has no label where its task has one class, or none.
    is_risk
        Whether contributions are to a risk.
    numeric
        Whether the column holds numbers.
    second
        The column that colours the points; ``None`` where no other explains the spread that is
        left.
    second_share
        Share of that spread that ``second`` explains, adjusted for its number of groups; at most
        1, below 0 where it explains less than chance; ``None`` without ``second``.
    points
        A line per patient: ``row``, ``cell`` (a number, or text; missing where unknown),
        ``contribution`` (risk 0 to 1, or the outcome's own units), ``group`` of the column and
        ``second_group``, ``None`` where unknown.
    groups
        A line per group of the column, in order: ``group`` (``None`` for unknown), ``n``,
        ``mean`` contribution with ``low`` and ``high``; NaN below 20 patients.
    second_groups
        Names of the groups of ``second``, in order.
    """

    output: Output
    is_risk: bool
    feature: str
    numeric: bool
    second: str | None
    second_share: float | None
    points: pd.DataFrame
    groups: pd.DataFrame
    second_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TaskSimilarity:
    """How alike tasks are explained.

    Attributes
    ----------
    matrix, low, high
        Cosines from -1 (opposite) to 1 (alike) with 95 % intervals over patients, shape
        ``(n_tasks, n_tasks)``; NaN for a task that nothing moves.
    left_out
        Tasks without a direction.
    """

    tasks: tuple[str, ...]
    matrix: FloatArray
    low: FloatArray
    high: FloatArray
    n_patients: int
    left_out: tuple[str, ...] = ()

    @property
    def pairs(self) -> tuple[TasksAlike, ...]:
        """Every pair of tasks that something moves, in the order of the tasks."""
        values = np.stack([self.matrix, self.low, self.high], axis=-1)
        return tuple(
            TasksAlike(self.tasks[i], self.tasks[j], *values[i, j].tolist())
            for i, j in zip(*np.triu_indices(len(self.tasks), 1), strict=True)
            if not np.isnan(values[i, j, 0])
        )


@dataclass(frozen=True, slots=True, eq=False)
class LevelImportance:
    """Mean absolute Shapley values of one task in parts of the explained patients.

    Attributes
    ----------
    is_risk
        Whether contributions are to a risk.
    column
        By which patients are divided.
    sizes
        Explained patients by level, in order.
    unknown
        Explained patients without a value of the column.
    table
        A line per column and level: ``feature``, ``level``, ``n``, ``mean_abs``, ``low``,
        ``high`` (risk 0 to 1, or the outcome's own units) and ``reason`` where there is no number;
        the columns with the largest mean over all patients first.
    """

    output: Output
    is_risk: bool
    column: str
    sizes: dict[str, int]
    unknown: int
    table: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class PairEffect:
    """What two columns do together for one output, beyond what each does alone.

    Attributes
    ----------
    is_risk
        Whether values are of a risk (0 to 1), else in the outcome's own units.
    first, second
        The two columns.
    n_patients
        Patients looked at.
    size
        Mean absolute interaction over the patients.
    error
        Mean Monte-Carlo error of one patient's interaction; 0 for exact values.
    mean, low, high
        Mean interaction, signs kept, with a 95 % interval over resamples of the patients.
    beyond_error
        Whether the root mean square interaction is at least twice that of its error.
    alone
        Mean absolute Shapley value of the first and of the second column for the same patients.
    first_groups, second_groups
        Names of the groups of the columns, in order.
    table
        A line per pair of groups: ``first``, ``second``, ``n``, ``mean`` with ``low`` and ``high``;
        NaN below ten patients.
    """

    output: Output
    is_risk: bool
    first: str
    second: str
    n_patients: int
    size: float
    error: float
    mean: float
    low: float
    high: float
    beyond_error: bool
    alone: tuple[float, float]
    first_groups: tuple[str, ...]
    second_groups: tuple[str, ...]
    table: pd.DataFrame
