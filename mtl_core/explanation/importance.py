"""Which columns carry a task's predictions: summaries of the long table over patients."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.explanation.cube import N_RESAMPLES, resampled_means, to_cube


def importance(
    attributions: pd.DataFrame, *, n_resamples: int = N_RESAMPLES, seed: int = 0
) -> pd.DataFrame:
    """Mean absolute Shapley value per task, class and column, with a bootstrap interval.

    The interval is the 2.5 to 97.5 percentile over resamples of the explained patients (the same
    resamples for all tasks). It says how much the choice of patients matters; it does not cover
    the choice of background, the Monte-Carlo error or another training of the model.

    Parameters
    ----------
    attributions
        The long table of :func:`~mtl_core.explanation.attribution_table`.

    Returns
    -------
    Columns ``task, class, feature, mean_abs, low, high, n``, in the units of the prediction (risk 0
    to 1, or the outcome's own) over n patients; tasks in their order, columns from the largest mean
    down.

    Raises
    ------
    RunError
        When the table is incomplete.
    """
    names = ["task", "class", "feature", "mean_abs", "low", "high", "n"]
    if attributions.empty:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in names})
    cube = to_cube(attributions)
    n_patients, n_outputs, n_features = cube.array.shape
    flat = np.abs(cube.array).reshape(n_patients, -1)
    means = resampled_means(flat, n_resamples, np.random.default_rng(seed))
    low, high = np.quantile(means, [0.025, 0.975], axis=0)
    table = pd.DataFrame(
        {
            "task": np.repeat(cube.outputs["task"].to_numpy(), n_features),
            "class": np.repeat(cube.outputs["class"].to_numpy(), n_features),
            "feature": cube.features * n_outputs,
            "mean_abs": flat.mean(axis=0),
            "low": low,
            "high": high,
            "n": n_patients,
        }
    )
    output = np.repeat(np.arange(n_outputs), n_features)
    return table.iloc[np.lexsort((-table["mean_abs"].to_numpy(), output))].reset_index(drop=True)


def task_feature_matrix(attributions: pd.DataFrame) -> pd.DataFrame:
    """Share of each column in a task's total mean absolute Shapley value.

    Shares have no units, so that tasks with different prevalence or units can stand side by side.
    The classes of a multiclass task are averaged before the share is taken.

    Returns
    -------
    Tasks x columns, each row adding up to 1 (all 0 where no column moves the task); the columns
    with the largest mean share first.

    Raises
    ------
    RunError
        When the table is incomplete.
    """
    if attributions.empty:
        return pd.DataFrame()
    cube = to_cube(attributions)
    mean_abs = pd.DataFrame(np.abs(cube.array).mean(axis=0), columns=pd.Index(cube.features))
    by_task = mean_abs.groupby(cube.outputs["task"].to_numpy(), sort=False).mean()
    total = by_task.sum(axis=1)
    shares = by_task.div(total.where(total > 0, 1.0), axis=0)
    order = shares.mean().sort_values(ascending=False, kind="stable").index
    return shares[order].rename_axis(index="task", columns="feature")
