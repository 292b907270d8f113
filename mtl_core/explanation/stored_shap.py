"""A run's stored explanation as an object of the library shap."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pandas as pd

from mtl_core.explanation.cells import of_output
from mtl_core.schema import ExplanationSummary, Output


def table_to_shap(
    attributions: pd.DataFrame,
    summary: ExplanationSummary,
    output: Output,
) -> Any:  # noqa: ANN401 - a shap.Explanation, which is not imported for its type
    """Return one output of a run's stored explanation as a ``shap.Explanation``.

    Parameters
    ----------
    attributions, summary
        As in ``attributions.parquet`` and ``attributions.json`` of the run.
    output
        A task with one class needs no label.

    Returns
    -------
    Patients in the order of their rows, columns in that of the table; cells as text.

    Raises
    ------
    RunError
        When the output was not explained.
    """
    values, _ = of_output(attributions, output)
    mine = attributions[attributions["task"] == output.task]
    if output.is_risk:
        mine = mine[mine["class"] == output.label]
    cells, errors = (_wide(mine, name, values) for name in ("feature_value", "standard_error"))
    known = bool(errors.notna().all(axis=None))
    bases = (
        _wide(mine, "baseline", values)
        .iloc[:, 0]
        .astype(np.float64)
        .fillna(summary.baseline(output))
    )
    return importlib.import_module("shap").Explanation(
        values=values.to_numpy(np.float64),
        base_values=bases.to_numpy(np.float64),
        data=cells.to_numpy(object),
        feature_names=[str(name) for name in values.columns],
        error_std=errors.to_numpy(np.float64) if known else None,
        compute_time=None,
    )


def _wide(lines: pd.DataFrame, name: str, like: pd.DataFrame) -> pd.DataFrame:
    """Lay a column of the long table out as patients x columns; missing where it has none."""
    if name not in lines:
        return pd.DataFrame(index=like.index, columns=like.columns)
    wide = lines.pivot_table(index="row", columns="feature", values=name, aggfunc="first")
    return wide.reindex(index=like.index, columns=like.columns)
