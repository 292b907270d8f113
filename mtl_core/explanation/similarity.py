"""How alike tasks are explained: cosines between their Shapley values over the same patients."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray
from mtl_core.errors import RunError
from mtl_core.explanation.cube import N_RESAMPLES, resampled_means, to_cube
from mtl_core.schema.explained import TaskSimilarity


def task_similarity(
    attributions: pd.DataFrame,
    *,
    without_direction: Collection[str] = (),
    n_resamples: int = N_RESAMPLES,
    seed: int = 0,
) -> TaskSimilarity:
    """Compare the signed explanations of tasks, pair by pair.

    The cosine is taken over all explained patients and columns, so units and sizes divide out: 1
    when each patient's columns push both tasks alike, -1 when they push them apart, 0 when one says
    nothing about the other. Contributions to the logit are compared where a task has one, because
    those to a risk shrink near 0 and 1. The cuts of an ordered task are added up.

    Parameters
    ----------
    attributions
        The long table of :func:`~mtl_core.explanation.attribution_table`.
    without_direction
        Tasks of several unordered classes, which are left out.

    Returns
    -------
    With 2.5 to 97.5 percentiles over resamples of the explained patients. They cover the choice of
    patients, not another background or another training.

    Raises
    ------
    RunError
        When fewer than two tasks are left, or the table is incomplete.
    """
    explained = list(dict.fromkeys(attributions["task"]))
    left_out = tuple(task for task in explained if task in without_direction)
    if len(explained) - len(left_out) < 2:
        raise RunError(
            "Tasks cannot be compared by their explanations",
            expected="two explained tasks that have a direction",
            found=f"{len(explained) - len(left_out)} of {len(explained)} tasks",
            action="explain a run with more tasks",
        )
    part = attributions[~attributions["task"].isin(left_out)]
    cube = to_cube(part.assign(value=part["logit_value"].fillna(part["value"])))
    names = cube.outputs["task"].to_numpy()
    tasks = tuple(dict.fromkeys(map(str, names)))
    of_task = np.array([[name == task for name in names] for task in tasks], dtype=np.float64)
    signed = np.einsum("to,pof->ptf", of_task, cube.array)
    products = np.einsum("ptf,puf->ptu", signed, signed)
    n_patients, n_tasks = len(products), len(tasks)
    rng = np.random.default_rng(seed)
    means = resampled_means(products.reshape(n_patients, -1), n_resamples, rng)
    drawn = _cosines(means.reshape(-1, n_tasks, n_tasks))
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return TaskSimilarity(
        tasks, _cosines(products.mean(axis=0)), low, high, n_patients, tuple(map(str, left_out))
    )


def _cosines(products: FloatArray) -> FloatArray:
    """Divide products (..., n_tasks, n_tasks) by both lengths; NaN where a task is not moved."""
    lengths = np.sqrt(np.diagonal(products, axis1=-2, axis2=-1))
    lengths = np.where(lengths > 0, lengths, np.nan)
    return np.asarray(products / (lengths[..., :, None] * lengths[..., None, :]))
