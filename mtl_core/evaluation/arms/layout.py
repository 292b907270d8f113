"""From the long table of predictions to one block of arrays per task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.errors import RunError
from mtl_core.schema import Arm, Task, TaskKind


@dataclass(frozen=True, slots=True, eq=False)
class ArmPredictions:
    """What one arm said about one task.

    Attributes
    ----------
    predicted
        ``(n_repeats, n, n_outputs)``.
    fold
        Fold in which each row was predicted, ``(n_repeats, n)``.
    threshold
        Risk above which each row counts as positive, ``(n_repeats, n)``, where these rows are a
        part of the rows that thresholds are taken from, or none of them; otherwise ``None``.
    """

    predicted: FloatArray
    fold: IntArray
    threshold: FloatArray | None = None

    @property
    def finite(self) -> bool:
        """Whether every prediction is a number."""
        return bool(np.isfinite(self.predicted).all())


@dataclass(frozen=True, slots=True, eq=False)
class TaskPredictions:
    """All arms on one task, on the same rows in the same order.

    Attributes
    ----------
    rows
        0-based rows of the CSV that have a label, ascending, ``(n,)``.
    observed
        ``(n, n_outputs)``: 0/1, class indicators, or the value.
    """

    task: Task
    rows: IntArray
    observed: FloatArray
    arms: Mapping[Arm, ArmPredictions]

    @property
    def n(self) -> int:
        """Labelled rows."""
        return len(self.rows)

    @property
    def events(self) -> int | None:
        """Rows of the positive, or of the rarest, class; ``None`` for regression."""
        if self.task.kind is TaskKind.REGRESSION:
            return None
        return int(self.observed.sum(axis=0).min())

    @property
    def rarest(self) -> int | None:
        """Rows of the rarest class, which for a binary task may be the negative one."""
        events = self.events
        if events is not None and self.task.kind is TaskKind.BINARY:
            return min(events, self.n - events)
        return events


def lay_out(
    predictions: pd.DataFrame, tasks: Sequence[Task], arms: Sequence[Arm]
) -> list[TaskPredictions]:
    """Read the table of predictions.

    Parameters
    ----------
    predictions
        Columns ``row, task, arm, repeat, fold, class, observed, predicted``: one line per labelled
        row (several classes: and class), arm and repeat. A column ``threshold`` may say above which
        risk a row counts as positive, where no other tested row says it.
    tasks, arms
        What to look for. An arm without any line for a task is left out of that task.

    Raises
    ------
    RunError
        When a task has no line, or an arm does not predict every labelled row once per repeat.
    """
    lines = predictions.groupby(["task", "arm"], sort=False, observed=True).indices
    return [
        _one_task(
            task,
            {
                arm: predictions.iloc[lines[task.name, arm.value]]
                for arm in arms
                if (task.name, arm.value) in lines
            },
        )
        for task in tasks
    ]


def _one_task(task: Task, tables: Mapping[Arm, pd.DataFrame]) -> TaskPredictions:
    if not tables:
        raise RunError(
            f"Task '{task.name}' cannot be evaluated",
            expected="predictions of at least one arm",
            found="none",
            action="train this task, or leave it out of the study",
        )
    blocks = {arm: _one_arm(task, arm, table) for arm, table in tables.items()}
    rows, observed, _ = next(iter(blocks.values()))
    for arm, (other_rows, other_observed, _) in blocks.items():
        if not (np.array_equal(rows, other_rows) and np.array_equal(observed, other_observed)):
            raise _uneven(task, arm, f"{len(other_rows):,} rows that differ from another arm's")
    return TaskPredictions(task, rows, observed, {arm: block[2] for arm, block in blocks.items()})


def _one_arm(
    task: Task, arm: Arm, table: pd.DataFrame
) -> tuple[IntArray, FloatArray, ArmPredictions]:
    row = table["row"].to_numpy(np.int64)
    _, repeat = np.unique(table["repeat"].to_numpy(), return_inverse=True)
    rows = np.unique(row)
    n_repeats, width = int(repeat.max()) + 1, task.n_outputs
    place = (repeat * len(rows) + np.searchsorted(rows, row)) * width + _output(task, arm, table)
    if len(place) != n_repeats * len(rows) * width or len(np.unique(place)) != len(place):
        raise _uneven(task, arm, f"{len(place):,} lines for {len(rows):,} rows")
    shape = (n_repeats, len(rows), width)
    order = np.argsort(place)
    observed = table["observed"].to_numpy(np.float64)[order].reshape(shape)
    predicted = table["predicted"].to_numpy(np.float64)[order].reshape(shape)
    fold = table["fold"].to_numpy(np.int64)[order].reshape(shape)[:, :, 0]
    if not (observed == observed[0]).all():
        raise _uneven(task, arm, "labels that change from repeat to repeat")
    threshold = None
    if "threshold" in table and table["threshold"].notna().all():
        threshold = table["threshold"].to_numpy(np.float64)[order].reshape(shape)[:, :, 0]
    return rows, observed[0], ArmPredictions(predicted, fold, threshold)


def _output(task: Task, arm: Arm, table: pd.DataFrame) -> IntArray:
    """Which output of the task each line is about."""
    if not task.kind.per_class:
        return np.zeros(len(table), dtype=np.int64)
    codes = pd.Categorical(table["class"], categories=list(task.classes)).codes
    if (codes < 0).any():
        raise _uneven(task, arm, f"{int((codes < 0).sum()):,} lines of an unknown class")
    return np.asarray(codes, dtype=np.int64)


def _uneven(task: Task, arm: Arm, found: str) -> RunError:
    return RunError(
        f"The predictions of arm '{arm.value}' for task '{task.name}' are not complete",
        expected="every labelled row once in every repeat (and once per "
        "class, of several), the same rows and labels in every arm",
        found=found,
        action="run the study again, or restore the original table of predictions",
    )
