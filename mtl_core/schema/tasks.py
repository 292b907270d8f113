"""Tasks: outcomes to predict, with labels that may be missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mtl_core.errors import SchemaError


class TaskKind(StrEnum):
    """What a task's label is."""

    BINARY = "binary"
    MULTICLASS = "multiclass"
    ORDINAL = "ordinal"
    REGRESSION = "regression"

    @property
    def per_class(self) -> bool:
        """Whether such a task has one output, and one predicted probability, per class."""
        return self in {TaskKind.MULTICLASS, TaskKind.ORDINAL}

    @property
    def events(self) -> str:
        """What the events of such a task are called after their number; empty for a number."""
        if self is TaskKind.REGRESSION:
            return ""
        return "in the rarest class" if self.per_class else "events"


@dataclass(frozen=True, slots=True)
class Task:
    """One outcome to predict.

    Attributes
    ----------
    name
        The column that holds the label. A blank label is unknown, never negative.
    kind
        Binary, multiclass, ordinal or regression.
    classes
        Class labels as text, in the order of the model's outputs; for a binary task
        ``(negative, positive)``, for an ordinal task the lowest first, for a regression task empty.
    """

    name: str
    kind: TaskKind
    classes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wanted = {TaskKind.BINARY: (2, 2), TaskKind.REGRESSION: (0, 0)}
        low, high = wanted.get(self.kind, (2, 1_000))
        if not low <= len(self.classes) <= high or len(set(self.classes)) != len(self.classes):
            raise SchemaError(
                f"Task '{self.name}' does not fit its kind",
                expected=f"{low} distinct classes for a {self.kind} task"
                + (" or more" if high > low else ""),
                found=f"{len(self.classes)} classes",
                action="choose another kind for this task, or another column",
            )

    @property
    def positive(self) -> str | None:
        """The class whose probability is the risk, for a binary task."""
        return self.classes[1] if self.kind is TaskKind.BINARY else None

    @property
    def output_classes(self) -> tuple[str | None, ...]:
        """The class of each output; ``None`` for the one output of a regression task."""
        if self.kind is TaskKind.REGRESSION:
            return (None,)
        return self.classes if self.kind.per_class else self.classes[1:]

    @property
    def told(self) -> tuple[str | None, ...]:
        """What a model tells of a patient: the class of each risk, ``None`` for an amount.

        Of ordered classes the risk of each but the first, or of a higher one, is told.

        Examples
        --------
        >>> Task("stage", TaskKind.ORDINAL, ("I", "II", "III")).told
        ('at least II', 'at least III')
        """
        if self.kind is TaskKind.ORDINAL:
            return tuple(f"at least {label}" for label in self.classes[1:])
        return self.output_classes

    @property
    def n_outputs(self) -> int:
        """Width of the task's prediction: one, or one per class of a multiclass or ordinal task."""
        return len(self.classes) if self.kind.per_class else 1


@dataclass(frozen=True, slots=True)
class TaskRequest:
    """A column that a person wants to predict; what is ``None`` or empty is to be inferred.

    Attributes
    ----------
    order
        The classes of an ordinal task, the lowest first.
    """

    name: str
    kind: TaskKind | None = None
    positive: str | None = None
    order: tuple[str, ...] = ()
