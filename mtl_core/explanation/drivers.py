"""Which columns the tasks of a group have in common, and which belong to one task only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from mtl_core.errors import RunError
from mtl_core.explanation.importance import task_feature_matrix
from mtl_core.words import listed

N_NAMED = 3
"""Columns named in a sentence."""


@dataclass(frozen=True, slots=True)
class Drivers:
    """Columns that matter for the tasks of one group.

    Attributes
    ----------
    shared
        Columns that matter for more than half of the tasks, the largest mean share first; empty for
        a task that stands alone.
    specific
        By task: columns that matter for this task and for no other, the largest share first.
    sentence
        The reading in plain words.
    """

    shared: tuple[str, ...]
    specific: dict[str, tuple[str, ...]]
    sentence: str


def shared_drivers(attributions: pd.DataFrame, tasks: Sequence[str]) -> Drivers:
    """Sort columns into shared and task-specific drivers of a group of tasks.

    A column *matters* for a task when it carries more than an even share of the task's total mean
    absolute Shapley value: more than 1 / (number of columns). This describes the model, not the
    patients: a driver pushes the estimate, it need not cause the outcome.

    Parameters
    ----------
    attributions
        The long table of :func:`~mtl_core.explanation.attribution_table`.
    tasks
        The tasks of the group, at least one.

    Raises
    ------
    RunError
        When a task was not explained, or the table is incomplete.
    """
    shares = task_feature_matrix(attributions)
    unknown = [task for task in tasks if task not in shares.index]
    if unknown or not tasks:
        raise RunError(
            "The group cannot be summarised",
            expected="at least one task, each of them explained",
            found=f"not explained: {', '.join(unknown) or 'no task given'}",
            action="explain the run again, or choose other tasks",
        )
    group = shares.loc[list(tasks)]
    matters = group > 1 / group.shape[1]
    n_tasks = matters.sum(axis=0)
    by_share = group.mean().sort_values(ascending=False, kind="stable").index
    common = n_tasks[by_share] > len(tasks) / 2
    shared = tuple(map(str, by_share[common])) if len(tasks) > 1 else ()
    specific = {
        task: tuple(map(str, _sorted_by(group.T[task], matters.T[task] & (n_tasks == 1))))
        for task in tasks
    }
    return Drivers(shared, specific, _sentence(shared, specific))


def _sorted_by(share: pd.Series[float], keep: pd.Series[bool]) -> pd.Index[str]:
    return share[keep].sort_values(ascending=False, kind="stable").index


def _sentence(shared: tuple[str, ...], specific: dict[str, tuple[str, ...]]) -> str:
    if len(specific) == 1:
        ((task, own),) = specific.items()
        return f"{task} stands alone: {_push(own)} its estimate most."
    common = (
        f"{_push(shared)} the estimates of most of the {len(specific)} tasks"
        if shared
        else f"No column pushes the estimates of most of the {len(specific)} tasks"
    )
    alone = [f"{_push(own)} the estimate of {task} only" for task, own in specific.items() if own]
    return "; ".join([common, *alone]) + "."


def _push(columns: tuple[str, ...]) -> str:
    if not columns:
        return "no column pushes"
    return f"{listed(columns, N_NAMED)} {'pushes' if len(columns) == 1 else 'push'}"
