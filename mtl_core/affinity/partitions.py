"""Partitions of a few tasks: all of them, and how alike two of them are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import comb
from typing import TypeAlias

Partition: TypeAlias = tuple[tuple[int, ...], ...]
"""Groups of task numbers, each ascending, in the order of their first members."""


def all_partitions(n_tasks: int) -> Iterator[Partition]:
    """Yield every partition of ``n_tasks`` tasks once: as many as the Bell number says.

    Examples
    --------
    >>> list(all_partitions(2))
    [((0, 1),), ((0,), (1,))]
    """
    if n_tasks == 0:
        yield ()
        return
    last = n_tasks - 1
    for smaller in all_partitions(last):
        for place, group in enumerate(smaller):
            yield (*smaller[:place], (*group, last), *smaller[place + 1 :])
        yield (*smaller, (last,))


def normal(groups: Sequence[Sequence[int]]) -> Partition:
    """Put members and groups in ascending order, so that equal partitions compare equal."""
    return tuple(sorted(tuple(sorted(group)) for group in groups if group))


def neighbours(partition: Partition) -> Iterator[Partition]:
    """Yield the partitions one step away: one task moved, or two groups merged."""
    yield from merged(partition)
    for place, group in enumerate(partition):
        for task in group:
            rest = [tuple(t for t in g if t != task) for g in partition]
            for other in range(len(partition)):
                if other != place:
                    moved = [*rest]
                    moved[other] = (*moved[other], task)
                    yield normal(moved)
            if len(group) > 1:
                yield normal([*rest, (task,)])


def merged(partition: Partition) -> Iterator[Partition]:
    """Yield the partitions in which two of the groups are one."""
    for i, first in enumerate(partition):
        for j in range(i + 1, len(partition)):
            others = [group for place, group in enumerate(partition) if place not in (i, j)]
            yield normal([*others, (*first, *partition[j])])


def adjusted_rand_index(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> float:
    """How alike two partitions of the same tasks are (Hubert & Arabie 1985).

    Returns
    -------
    1 for equal partitions, about 0 for partitions that agree no more than by chance, possibly
    negative; 1 by convention where both have all tasks together or both each alone.

    Examples
    --------
    >>> adjusted_rand_index([[0, 1], [2, 3]], [[0, 1], [2], [3]]).__round__(3)
    0.571
    """
    n_tasks = sum(len(group) for group in one)
    both = sum(comb(len(set(a) & set(b)), 2) for a in one for b in other)
    in_one = sum(comb(len(group), 2) for group in one)
    in_other = sum(comb(len(group), 2) for group in other)
    pairs = comb(n_tasks, 2)
    chance = in_one * in_other / pairs if pairs else 0.0
    most = (in_one + in_other) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)
