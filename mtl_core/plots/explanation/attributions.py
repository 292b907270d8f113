"""Pick what a figure needs from the long table of Shapley values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray

Scaled = TypeVar("Scaled", float, pd.Series)


@dataclass(frozen=True, slots=True, eq=False)
class TaskValues:
    """Shapley values of one task (and class) in the units that people see.

    Attributes
    ----------
    long
        Rows of the attribution table of this task and class, with ``shown``: the value in
        percentage points of risk, or in the outcome's own units.
    unit
        Name of those units.
    """

    task: str
    class_label: str | None
    long: pd.DataFrame
    unit: str

    @property
    def title_part(self) -> str:
        """The task, with its class where there are several."""
        return self.task if self.class_label is None else f"{self.task}: {self.class_label}"

    @property
    def n_patients(self) -> int:
        """Patients explained."""
        return int(self.long["row"].nunique())


def of_task(attributions: pd.DataFrame, task: str, class_label: str | None = None) -> TaskValues:
    """Return the values of one task and one class.

    Without ``class_label`` the class that the table names last is taken: the positive class of a
    binary task. For regression there is no class.
    """
    mine = attributions[attributions["task"] == task]
    classes = list(dict.fromkeys(mine["class"].dropna().astype(str)))
    if not classes:
        return TaskValues(task, None, mine.assign(shown=mine["value"]), units_of(is_risk=False))
    chosen = classes[-1] if class_label is None else class_label
    part = mine[mine["class"].astype(str) == chosen]
    label = chosen if len(classes) > 1 else None
    shown = in_people_units(part["value"], is_risk=True)
    return TaskValues(task, label, part.assign(shown=shown), units_of(is_risk=True))


def units_of(*, is_risk: bool) -> str:
    """Name the units that people see: of a risk, or of a number."""
    return "percentage points of risk" if is_risk else "units of the outcome"


def in_people_units(values: Scaled, *, is_risk: bool) -> Scaled:
    """Turn risks from 0 to 1 into percentage points; numbers stay as they are."""
    return 100 * values if is_risk else values


def mean_magnitude(values: TaskValues) -> pd.Series:
    """Mean absolute value per feature over patients, largest first, ties by name."""
    size = values.long["shown"].abs().groupby(values.long["feature"].astype(str)).mean().fillna(0.0)
    return size.sort_index().sort_values(ascending=False, kind="stable")


def patients_by_feature(values: TaskValues, features: list[str]) -> FloatArray:
    """Absolute values as a matrix, shape ``(n_patients, n_features)``; what is missing is 0."""
    wide = values.long.pivot_table(
        index="row", columns="feature", values="shown", aggfunc="sum", observed=True
    )
    matrix = wide.reindex(columns=features).to_numpy(dtype=np.float64, na_value=0.0)
    return np.asarray(np.abs(matrix))
