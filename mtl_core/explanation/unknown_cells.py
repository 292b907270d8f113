"""Whether a column matters by its values or by being unknown."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from mtl_core.arrays import BoolArray, FloatArray
from mtl_core.explanation.cells import FEWEST_EXPLAINED, cells_of, of_output
from mtl_core.explanation.cube import N_RESAMPLES, resampled_means
from mtl_core.explanation.importance import task_feature_matrix
from mtl_core.schema import Output

MOSTLY = 0.5
"""A column whose share is above this matters by being unknown more than by anything else."""


def unknown_cell_shares(
    attributions: pd.DataFrame,
    output: Output,
    *,
    n_resamples: int = N_RESAMPLES,
    seed: int = 0,
) -> pd.DataFrame:
    """Share of the spread of a column's Shapley values that goes with being known or unknown.

    A column is one player: its values and its being unknown are explained together. Afterwards the
    patients can be told apart: the share is the part of the variance of the column's values over
    patients that lies between those whose cell is known and those whose cell is unknown, adjusted
    for the two groups as an adjusted R² is. It is near 1 where only being unknown moves the
    estimate, and near 0 where only the value does or where unknown cells count like average ones.
    What is left goes with the value and, through interactions, with other columns.

    Parameters
    ----------
    attributions
        The long table of :func:`~mtl_core.explanation.attribution_table`.

    Returns
    -------
    Columns ``feature, n_known, n_unknown, mean_known, mean_unknown, share, low, high, reason``, the
    columns with the largest mean absolute value first. Means are of Shapley values in the units of
    the prediction; ``low`` and ``high`` are 2.5 to 97.5 percentiles over resamples of the explained
    patients. With fewer than 20 patients in one of the groups, or where nothing is spread, numbers
    are NaN and ``reason`` says so; so it is for a panel of columns, which has no cell of its own.

    Raises
    ------
    RunError
        When the task or class was not explained.
    """
    values, _ = of_output(attributions, output)
    order = values.abs().mean().sort_values(ascending=False, kind="stable").index
    lines = []
    for name in map(str, order):
        unknown = cells_of(attributions, name).reindex(values.index).isna().to_numpy()
        own = values[name].to_numpy(dtype=np.float64)
        lines.append({"feature": name} | _line(own, unknown, n_resamples, seed))
    return pd.DataFrame(lines)


def unknown_cell_sentences(attributions: pd.DataFrame, output: Output) -> tuple[str, ...]:
    """Name the columns that matter for a task, and do so mostly by being unknown.

    A column matters when it carries more than an even share of the task's total mean absolute
    value, as in :func:`~mtl_core.explanation.shared_drivers`; it is named when more than half of
    its spread goes with being known or unknown.
    """
    own = task_feature_matrix(attributions).loc[output.task]
    matters = {str(name) for name, share in own.items() if share > 1 / len(own)}
    found = unknown_cell_shares(attributions, output)
    lines = found[found["feature"].isin(list(matters))].to_dict(orient="records")
    return tuple(_sentence(line) for line in lines if line["share"] > MOSTLY)


def _sentence(line: dict[Hashable, Any]) -> str:
    share, low, high = (f"{100 * line[name]:.0f}" for name in ("share", "low", "high"))
    n_unknown, n = line["n_unknown"], line["n_unknown"] + line["n_known"]
    return (
        f"{line['feature']} matters mostly by being missing: {share} % ({low} to {high} %) of the "
        f"spread of what it adds goes with whether it is missing ({n_unknown} of {n} explained "
        "patients); the rest goes with its value and with other features."
    )


def _line(values: FloatArray, unknown: BoolArray, n_resamples: int, seed: int) -> dict[str, object]:
    n_unknown = int(unknown.sum())
    n_known = len(values) - n_unknown
    line: dict[str, object] = {"n_known": n_known, "n_unknown": n_unknown}
    names = ("mean_known", "mean_unknown", "share", "low", "high")
    if min(n_known, n_unknown) < FEWEST_EXPLAINED:
        few = f"{n_known} known and {n_unknown} unknown cells; {FEWEST_EXPLAINED} each are needed"
        return line | dict.fromkeys(names, np.nan) | {"reason": few}
    sums = np.column_stack([unknown, values, values * unknown, values**2])
    whole = _shares(sums.mean(axis=0)[None], len(values))[0]
    if np.isnan(whole):
        return line | dict.fromkeys(names, np.nan) | {"reason": "the column adds nothing"}
    drawn = _shares(resampled_means(sums, n_resamples, np.random.default_rng(seed)), len(values))
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    numbers = (values[~unknown].mean(), values[unknown].mean(), whole, low, high)
    return line | dict(zip(names, map(float, numbers), strict=True)) | {"reason": ""}


def _shares(means: FloatArray, n: int) -> FloatArray:
    """Take adjusted shares from means of unknown, value, their product and squares, (k, 4)."""
    unknown, value, product, square = means.T
    spread = square - value**2
    between = (product - unknown * value) ** 2
    within = unknown * (1 - unknown) * spread
    sound = (within > 0) & (spread > 1e-18 * square)
    share = np.where(sound, between / np.where(sound, within, 1.0), np.nan)
    return np.asarray(1 - (1 - share) * (n - 1) / (n - 2))
