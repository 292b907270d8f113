"""Where each task's outputs lie in the output of a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtl_core.schema.tasks import Task, TaskKind


@dataclass(frozen=True, slots=True)
class OutputLayout:
    """Tasks in order; their outputs stand side by side, a multiclass task's one per class."""

    tasks: tuple[Task, ...]

    @classmethod
    def of(cls, tasks: Sequence[Task]) -> OutputLayout:
        """Lay the outputs of ``tasks`` out in blocks: binary, regression, then multiclass tasks."""
        order = (TaskKind.BINARY, TaskKind.REGRESSION, TaskKind.MULTICLASS)
        return cls(tuple(task for kind in order for task in tasks if task.kind is kind))

    def restricted_to(self, names: Sequence[str]) -> OutputLayout:
        """Return the layout of some of the tasks, in the same order."""
        return OutputLayout(tuple(task for task in self.tasks if task.name in names))

    @property
    def width(self) -> int:
        """Number of outputs of the network."""
        return sum(task.n_outputs for task in self.tasks)

    @property
    def n_tasks(self) -> int:
        """Number of tasks."""
        return len(self.tasks)

    def index(self, name: str) -> int:
        """Return the position of a task among the tasks."""
        return next(i for i, task in enumerate(self.tasks) if task.name == name)

    def columns(self, name: str) -> slice:
        """Return the outputs of a task."""
        start = 0
        for task in self.tasks:
            if task.name == name:
                return slice(start, start + task.n_outputs)
            start += task.n_outputs
        raise KeyError(name)

    def of_kind(self, kind: TaskKind) -> tuple[Task, ...]:
        """Return the tasks of one kind, which stand next to each other."""
        return tuple(task for task in self.tasks if task.kind is kind)
