"""Task groupings: who learns with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mtl_core.errors import GroupingError


@dataclass(frozen=True, slots=True)
class TaskGrouping:
    """A partition of the tasks; the tasks of one group share an encoder.

    The finest partition is single-task learning, the coarsest is fully shared.

    Examples
    --------
    >>> TaskGrouping.of(["a", "b", "c"], [["c", "a"]]).groups
    (('a', 'c'), ('b',))
    >>> TaskGrouping.finest(["a", "b"]).groups
    (('a',), ('b',))
    """

    groups: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        counts = Counter(name for group in self.groups for name in group)
        twice = sorted(name for name, n in counts.items() if n > 1)
        if twice:
            raise GroupingError(
                "The groups overlap",
                expected="every task in exactly one group",
                found=f"in more than one place: {', '.join(twice)}",
                action="remove the task from all groups but one",
            )
        if not self.groups or any(not group for group in self.groups):
            raise GroupingError(
                "The grouping has an empty group",
                expected="at least one task per group",
                found=f"{len(self.groups)} groups, one or more without a task",
                action="remove the empty group or put a task into it",
            )

    @property
    def tasks(self) -> tuple[str, ...]:
        """All tasks, group after group."""
        return tuple(name for group in self.groups for name in group)

    @property
    def alone(self) -> tuple[str, ...]:
        """Tasks that share with no other."""
        return tuple(group[0] for group in self.groups if len(group) == 1)

    def group_of(self, task: str) -> tuple[str, ...]:
        """Return the group that holds ``task``."""
        for group in self.groups:
            if task in group:
                return group
        raise GroupingError(
            "A task is in no group",
            expected=f"one of {', '.join(self.tasks)}",
            found=task,
            action="use the name of a task of this study",
        )

    def restricted_to(self, tasks: Iterable[str]) -> TaskGrouping:
        """Return the grouping without the tasks that are not named; empty groups vanish."""
        kept = set(tasks)
        groups = (tuple(t for t in group if t in kept) for group in self.groups)
        return TaskGrouping(tuple(group for group in groups if group))

    @classmethod
    def finest(cls, tasks: Sequence[str]) -> TaskGrouping:
        """Every task alone: the single-task baseline."""
        return cls(tuple((name,) for name in tasks))

    @classmethod
    def coarsest(cls, tasks: Sequence[str]) -> TaskGrouping:
        """All tasks in one group."""
        return cls((tuple(tasks),))

    @classmethod
    def of(cls, tasks: Sequence[str], groups: Iterable[Iterable[str]]) -> TaskGrouping:
        """Complete ``groups`` to a partition of ``tasks``: tasks in no group stand alone.

        Members and groups are put in the order of ``tasks``, so equal partitions compare equal.

        Raises
        ------
        GroupingError
            When groups overlap, are empty or name unknown tasks.
        """
        given = tuple(tuple(group) for group in groups)
        unknown = sorted({name for group in given for name in group} - set(tasks))
        if unknown:
            raise GroupingError(
                "A group names an unknown task",
                expected=f"tasks of the study: {', '.join(tasks)}",
                found=f"not a task: {', '.join(unknown)}",
                action="declare the column as a task, or take it out of the group",
            )
        if given:
            cls(given)  # overlap and emptiness, told in the caller's words
        rank = {name: i for i, name in enumerate(tasks)}
        placed = {name for group in given for name in group}
        partition = [*given, *((name,) for name in tasks if name not in placed)]
        ordered = (tuple(sorted(group, key=rank.__getitem__)) for group in partition)
        return cls(tuple(sorted(ordered, key=lambda group: rank[group[0]])))
