"""Patients worth a look: where two arms, or two related tasks, say different things."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from mtl_core.schema import Arm

RELATED = 0.3
"""Rank correlation of predictions from which two tasks usually go together."""


def arms_disagree(predictions: pd.DataFrame) -> pd.DataFrame:
    """Rank patients by the largest difference between multi-task and single-task.

    Risks are compared as they are; predicted quantities in standard deviations of the outcome.

    Parameters
    ----------
    predictions
        In the columns of ``predictions.parquet``; the first repeat is read.

    Returns
    -------
    ``row, task, difference``: multi-task minus single-task, the largest size first.
    """
    wide = _first(predictions).pivot_table(
        index=["row", "task", "class"], columns="arm", values="predicted", dropna=False
    )
    arms = [Arm.MULTI_TASK.value, Arm.SINGLE_TASK.value]
    if not set(arms) <= set(wide.columns):
        return pd.DataFrame(columns=["row", "task", "difference"])
    found = (wide[arms[0]] - wide[arms[1]]).dropna().rename("difference").reset_index()
    number = found["class"] == ""
    scale = predictions.groupby("task")["observed"].std().reindex(found["task"]).to_numpy()
    found.loc[number, "difference"] /= np.maximum(scale[number.to_numpy()], 1e-12)
    return _ranked(found, "difference", ["row", "task", "difference"])


def tasks_disagree(predictions: pd.DataFrame) -> pd.DataFrame:
    """Rank patients by how differently two tasks rank them that usually go together.

    The place of a patient among all patients is compared between every two outputs of the
    multi-task arm whose predictions have a rank correlation of at least .3 in size; where it is
    negative, one of them is turned round. Classes of tasks with several are left out.

    Returns
    -------
    ``row, task, other, difference``: by how much higher (0 to 1) the row stands for ``task`` than
    for ``other``, the largest first.
    """
    first = _first(predictions)
    mine = first[first["arm"] == Arm.MULTI_TASK.value]
    n_classes = mine.groupby("task")["class"].nunique()
    single = mine[mine["task"].map(n_classes) == 1]
    ranks = single.pivot_table(index="row", columns="task", values="predicted").rank(pct=True)
    related = ranks.corr()
    parts = []
    for one, two in itertools.combinations(ranks.columns, 2):
        r = related[one].to_dict()[two]
        if not abs(r) >= RELATED:
            continue
        other = ranks[two] if r > 0 else 1 - ranks[two]
        gap = (ranks[one] - other).dropna()
        parts.append(
            pd.DataFrame(
                {
                    "row": gap.index,
                    "task": np.where(gap >= 0, one, two),
                    "other": np.where(gap >= 0, two, one),
                    "difference": gap.abs().to_numpy(),
                }
            )
        )
    names = ["row", "task", "other", "difference"]
    return _ranked(pd.concat(parts), "difference", names) if parts else pd.DataFrame(columns=names)


def _first(predictions: pd.DataFrame) -> pd.DataFrame:
    first = predictions[predictions["repeat"] == 0]
    return first.assign(**{"class": first["class"].fillna("").astype(str)})


def _ranked(found: pd.DataFrame, by: str, names: list[str]) -> pd.DataFrame:
    """Keep the largest of each row, in descending order of its size, ties by row."""
    sized = found.assign(size=found[by].abs()).sort_values(
        ["size", "row"], ascending=[False, True], kind="stable"
    )
    return sized.drop_duplicates("row")[names].reset_index(drop=True)
