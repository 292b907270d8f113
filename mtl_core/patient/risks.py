"""One patient's estimates for all tasks: both arms, their spread, the cohort, what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray
from mtl_core.data import Table, labels_of
from mtl_core.schema import Arm, Output, Task, TaskKind
from mtl_core.schema.answers import PatientAnswer

COLUMNS = ("task", "class", "multi", "low", "high", "single", "cohort", "n", "observed")


def risk_table(
    predictions: pd.DataFrame, row: int, tasks: Sequence[Task], answer: PatientAnswer | None
) -> pd.DataFrame:
    """Tabulate what networks that never saw a patient say of the patient.

    Parameters
    ----------
    predictions
        In the columns of ``predictions.parquet``.
    row
        0-based row of the file.
    answer
        Of the warm networks; without it, estimates exist where the label is known only, and no
        spread over networks.

    Returns
    -------
    ``task``; ``class`` (``at least ...`` of ordered classes, ``None`` for regression); ``multi``
    and ``single``, the estimates of the first repeat; ``low`` and ``high``, the lowest and highest
    network or repeat of the multi-task arm where there are several; ``cohort``, the mean outcome
    over ``n`` labelled rows; ``observed``. Unknown numbers are NaN.
    """
    lines = []
    n_networks = 0 if answer is None else answer.n_networks
    warm = {} if answer is None else {o.output: o for o in answer.outputs}
    for task in tasks:
        ours = predictions[predictions["task"] == task.name]
        first = ours[(ours["repeat"] == 0) & (ours["arm"] == Arm.MULTI_TASK.value)]
        mine = ours[ours["row"] == row]
        cohort = told(task, _by_class(first.groupby("class", dropna=False)["observed"].mean()))
        repeats = _repeats(task, mine, Arm.MULTI_TASK)
        single = _repeats(task, mine, Arm.SINGLE_TASK)
        here = mine[(mine["repeat"] == 0) & (mine["arm"] == Arm.MULTI_TASK.value)]
        observed = told(task, _by_class(here.set_index("class")["observed"]))
        for label in cohort:
            asked = warm.get(Output(task.name, label))
            all_ = [by.get(label, np.nan) for by in repeats]
            all_ += [] if asked is None else [asked.low, asked.high]
            known = [value for value in all_ if not np.isnan(value)]
            spread = len(known) > 1 and (len(repeats) > 1 or n_networks > 1)
            lines.append(
                (
                    task.name,
                    label,
                    asked.value if asked else (known[0] if known else np.nan),
                    min(known) if spread else np.nan,
                    max(known) if spread else np.nan,
                    single[0].get(label, np.nan) if single else np.nan,
                    cohort[label],
                    int(first["row"].nunique()),
                    observed.get(label, np.nan),
                )
            )
    return pd.DataFrame(lines, columns=list(COLUMNS))


def told(task: Task, by_class: Mapping[str | None, float]) -> dict[str | None, float]:
    """Turn a number per class into what people are told: of ordered classes, each or a higher one.

    Examples
    --------
    >>> stage = Task("stage", TaskKind.ORDINAL, ("I", "II", "III"))
    >>> told(stage, {"I": 0.5, "II": 0.3, "III": 0.25})
    {'at least II': 0.55, 'at least III': 0.25}
    """
    if task.kind is not TaskKind.ORDINAL:
        return dict(by_class)
    if not by_class:
        return {}
    shares = [by_class.get(label, 0.0) for label in task.classes]
    return {name: sum(shares[i:]) for i, name in enumerate(task.told, start=1)}


def outcomes(table: Table, task: Task) -> dict[str | None, FloatArray]:
    """Return each outcome of a task as an array over the rows: 1 had it, 0 had not, NaN unknown.

    A regression has one outcome, a value above the cohort's median, under ``None``.
    """
    labels = labels_of(table, task)
    unknown = np.isnan(labels)
    match task.kind:
        case TaskKind.REGRESSION:
            had = [labels > np.nanmedian(labels)]
        case TaskKind.MULTICLASS:
            had = [labels == i for i in range(len(task.classes))]
        case TaskKind.BINARY | TaskKind.ORDINAL:
            had = [labels >= i for i in range(1, len(task.classes))]
    return {
        label: np.where(unknown, np.nan, values)
        for label, values in zip(task.told, had, strict=True)
    }


def _repeats(task: Task, mine: pd.DataFrame, arm: Arm) -> list[dict[str | None, float]]:
    ours = mine[mine["arm"] == arm.value].sort_values("repeat", kind="stable")
    return [
        told(task, _by_class(part.set_index("class")["predicted"]))
        for _, part in ours.groupby("repeat", sort=True)
    ]


def _by_class(values: pd.Series) -> dict[str | None, float]:
    labels = [label if isinstance(label, str) else None for label in values.index]
    return dict(zip(labels, values.to_numpy(dtype=np.float64).tolist(), strict=True))
