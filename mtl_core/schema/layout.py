"""Where each task's outputs lie in the output of a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from mtl_core.schema.outputs import Output
from mtl_core.schema.tasks import Task, TaskKind


@dataclass(frozen=True)
class OutputLayout:
    """Tasks in order; their outputs stand side by side, several for several classes."""

    tasks: tuple[Task, ...]

    @classmethod
    def of(cls, tasks: Sequence[Task]) -> OutputLayout:
        """Lay the outputs of ``tasks`` out: binary, regression, ordinal, then multiclass tasks."""
        order = (TaskKind.BINARY, TaskKind.REGRESSION, TaskKind.ORDINAL, TaskKind.MULTICLASS)
        return cls(tuple(task for kind in order for task in tasks if task.kind is kind))

    def restricted_to(self, names: Sequence[str]) -> OutputLayout:
        """Return the layout of some of the tasks, in the same order."""
        return OutputLayout(tuple(task for task in self.tasks if task.name in names))

    @property
    def width(self) -> int:
        """Number of outputs of the network."""
        return sum(task.n_outputs for task in self.tasks)

    @property
    def told(self) -> tuple[Output, ...]:
        """What is told of a patient, task by task."""
        return tuple(Output(task.name, label) for task in self.tasks for label in task.told)

    @property
    def n_tasks(self) -> int:
        """Number of tasks."""
        return len(self.tasks)

    def index(self, name: str) -> int:
        """Return the position of a task among the tasks."""
        return next(i for i, task in enumerate(self.tasks) if task.name == name)

    def columns(self, name: str) -> slice:
        """Return the outputs of a task."""
        return self._columns[name]

    @cached_property
    def _columns(self) -> Mapping[str, slice]:
        ends = accumulate(task.n_outputs for task in self.tasks)
        return {
            task.name: slice(end - task.n_outputs, end)
            for task, end in zip(self.tasks, ends, strict=True)
        }

    def of_kind(self, kind: TaskKind) -> tuple[Task, ...]:
        """Return the tasks of one kind, which stand next to each other."""
        return tuple(task for task in self.tasks if task.kind is kind)

    @property
    def n_scalar(self) -> int:
        """Number of tasks with a single output; they stand first, one column each."""
        return sum(not task.kind.per_class for task in self.tasks)

    @property
    def per_class(self) -> tuple[Task, ...]:
        """Tasks with one output per class, which stand after the others."""
        return self.tasks[self.n_scalar :]

    @property
    def of_scores(self) -> OutputLayout:
        """Where the outputs of a network lie that gives each ordinal task one score, a number."""
        return OutputLayout(
            tuple(
                Task(task.name, TaskKind.REGRESSION) if task.kind is TaskKind.ORDINAL else task
                for task in self.tasks
            )
        )
