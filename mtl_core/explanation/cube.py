"""The long table as an array, and its means over resampled patients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray
from mtl_core.errors import RunError

N_RESAMPLES = 1000
WEIGHTS_AT_ONCE = 4_000_000
"""Bootstrap weights held in memory at one time: 32 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """The long table as an array (n_patients, n_outputs, n_features) and the names of its axes."""

    array: FloatArray
    outputs: pd.DataFrame
    features: list[str]


def resampled_means(values: FloatArray, n_resamples: int, rng: np.random.Generator) -> FloatArray:
    """Column means over patients drawn with replacement, shape (n_resamples, n_columns)."""
    n_patients = len(values)
    chance = np.full(n_patients, 1 / n_patients)
    at_once = max(1, WEIGHTS_AT_ONCE // n_patients)
    parts = [
        rng.multinomial(n_patients, chance, size=min(at_once, n_resamples - start)) @ values
        for start in range(0, n_resamples, at_once)
    ]
    return np.concatenate(parts) / n_patients


def to_cube(attributions: pd.DataFrame) -> Cube:
    """Turn the long table into an array, whatever the order of its lines."""
    rows, row_at = np.unique(attributions["row"].to_numpy(), return_inverse=True)
    feature_at, features = pd.factorize(attributions["feature"])
    groups = attributions.groupby(["task", "class"], sort=False, dropna=False, observed=True)
    output_at = groups.ngroup().to_numpy()
    is_first = ~pd.Series(output_at).duplicated().to_numpy()
    outputs = attributions.loc[is_first, ["task", "class"]].reset_index(drop=True)
    classes = outputs["class"].to_numpy(dtype=object, copy=True)
    classes[pd.isna(classes)] = None
    outputs["class"] = pd.Series(classes, dtype=object)
    values = np.full((len(rows), len(outputs), len(features)), np.nan)
    values[row_at, output_at, feature_at] = attributions["value"].to_numpy(dtype=np.float64)
    n_missing = int(np.isnan(values).sum())
    if n_missing or values.size != len(attributions):
        raise RunError(
            "The attributions are incomplete",
            expected=f"{values.size} lines, one per patient, task, class and column",
            found=f"{len(attributions)} lines, {n_missing} values missing",
            action="explain the run again",
        )
    return Cube(values, outputs, [str(name) for name in features])
