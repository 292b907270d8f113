"""Pick what a figure needs from the long table of Shapley values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import pandas as pd

from mtl_core.arrays import FloatArray
from mtl_core.plots.look import short_cell
from mtl_core.schema import Output

Scaled = TypeVar("Scaled", float, FloatArray, pd.Series)


@dataclass(frozen=True, slots=True, eq=False)
class TaskValues:
    """Shapley values of one task (and class) in the units that people see.

    Attributes
    ----------
    name
        The task, with its class where there are several.
    long
        Rows of the attribution table of this task and class, with ``shown``: the value in
        percentage points of risk, or in the outcome's own units.
    """

    name: str
    long: pd.DataFrame
    is_risk: bool

    @property
    def unit(self) -> str:
        """What ``shown`` is in."""
        return units_of(is_risk=self.is_risk)

    @property
    def n_patients(self) -> int:
        """Patients explained."""
        return int(self.long["row"].nunique())


def of_task(attributions: pd.DataFrame, output: Output) -> TaskValues:
    """Return the values of one task and one class.

    Without a label the class that the table names last is taken: the positive class of a binary
    task. For regression there is no class.
    """
    mine = attributions[attributions["task"] == output.task]
    classes = list(dict.fromkeys(mine["class"].dropna().astype(str)))
    if classes:
        output = output if output.is_risk else Output(output.task, classes[-1])
        mine = mine[mine["class"].astype(str) == output.label]
    return TaskValues(
        str(output) if len(classes) > 1 else output.task,
        mine.assign(shown=in_people_units(mine["value"], is_risk=bool(classes))),
        bool(classes),
    )


def units_of(*, is_risk: bool) -> str:
    """Name the units that people see: of a risk, or of a number."""
    return "percentage points of risk" if is_risk else "units of the outcome"


def feature_and_cell(feature: str, cell: str | None) -> str:
    """Write a feature with a patient's value; ``None`` is missing."""
    return f"{feature} = {'missing' if cell is None else short_cell(cell)}"


def in_people_units(values: Scaled, *, is_risk: bool) -> Scaled:
    """Turn risks from 0 to 1 into percentage points; numbers stay as they are."""
    return 100 * values if is_risk else values


def mean_magnitude(values: TaskValues) -> pd.Series:
    """Mean absolute value per feature over patients, largest first, ties by name."""
    size = values.long["shown"].abs().groupby(values.long["feature"].astype(str)).mean().fillna(0.0)
    return size.sort_index().sort_values(ascending=False, kind="stable")
