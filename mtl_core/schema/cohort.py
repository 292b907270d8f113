"""The schema of a cohort: which column plays which role."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from mtl_core.errors import SchemaError
from mtl_core.schema.columns import Feature
from mtl_core.schema.tasks import Task


@dataclass(frozen=True, slots=True)
class CohortSchema:
    """Roles of all columns that a study touches; no column has two.

    Attributes
    ----------
    patient_id
        Column whose equal values are one patient, or ``None`` when every row is one.
    site, time
        Columns kept for evaluation, never features.
    """

    tasks: tuple[Task, ...]
    features: tuple[Feature, ...]
    patient_id: str | None = None
    site: str | None = None
    time: str | None = None
    excluded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        special = [name for name in (self.patient_id, self.site, self.time) if name is not None]
        roles = Counter(
            [*self.task_names, *self.feature_names, *special, *self.excluded],
        )
        twice = sorted(name for name, n in roles.items() if n > 1)
        if twice:
            raise SchemaError(
                "A column has two roles",
                expected="one role per column: feature, task, patient id, site, time or excluded",
                found=f"more than one role for: {', '.join(twice)}",
                action="keep one role for each of these columns",
            )
        if not self.tasks:
            raise SchemaError(
                "No task is declared",
                expected="at least one outcome column as a task",
                found="no task",
                action="declare a task (--task NAME, or the Tasks page)",
            )
        if not self.features:
            raise SchemaError(
                "No feature is left",
                expected="at least one column to predict from",
                found="every column is a task, an identifier or excluded",
                action="exclude fewer columns",
            )

    @property
    def task_names(self) -> tuple[str, ...]:
        """Names of the tasks in order."""
        return tuple(task.name for task in self.tasks)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the features in order."""
        return tuple(feature.name for feature in self.features)

    def task(self, name: str) -> Task:
        """Return the task called ``name``."""
        for task in self.tasks:
            if task.name == name:
                return task
        raise SchemaError(
            "A task is unknown",
            expected=f"one of {', '.join(self.task_names)}",
            found=name,
            action="use the name of a task of this study",
        )
