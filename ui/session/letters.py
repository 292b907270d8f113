"""A grouping as one letter per task: tasks with the same letter share an encoder."""

from __future__ import annotations

from string import ascii_uppercase

from mtl_core.schema import TaskGrouping


def alphabet(n: int) -> tuple[str, ...]:
    """Return ``n`` different letters: A to Z, then A2 to Z2 and so on.

    Examples
    --------
    >>> alphabet(28)[-3:]
    ('Z', 'A2', 'B2')
    """
    size = len(ascii_uppercase)
    return tuple(
        ascii_uppercase[i % size] + (str(i // size + 1) if i >= size else "") for i in range(n)
    )


def to_letters(grouping: TaskGrouping) -> dict[str, str]:
    """Give each group the next letter.

    Examples
    --------
    >>> to_letters(TaskGrouping((("a", "c"), ("b",))))
    {'a': 'A', 'c': 'A', 'b': 'B'}
    """
    letters = alphabet(len(grouping.groups))
    return {
        task: letter
        for letter, group in zip(letters, grouping.groups, strict=True)
        for task in group
    }


def to_grouping(letters: dict[str, str]) -> TaskGrouping:
    """Put tasks with equal letters into one group; groups follow the order of the tasks.

    Examples
    --------
    >>> to_grouping({"a": "B", "b": "A", "c": "B"}).groups
    (('a', 'c'), ('b',))
    """
    groups: dict[str, list[str]] = {}
    for task, letter in letters.items():
        groups.setdefault(letter, []).append(task)
    return TaskGrouping.of(tuple(letters), groups.values())
