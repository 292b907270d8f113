"""From arrays to the long table that is stored, shown and downloaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray
from mtl_core.errors import RunError
from mtl_core.explanation.attribution import Attribution, logit_places
from mtl_core.explanation.cells import lines_of, outputs_of
from mtl_core.schema import ExplanationSummary, Output, named

COLUMNS = (
    "row",
    "task",
    "class",
    "feature",
    "value",
    "logit_value",
    "feature_value",
    "feature_rank",
    "standard_error",
    "baseline",
)


def attribution_table(
    attribution: Attribution,
    outputs: Sequence[Output],
    features: Sequence[str],
    cells: pd.DataFrame,
    cohort: pd.DataFrame,
) -> pd.DataFrame:
    """Write an attribution as a long table: one line per task, class, patient and column.

    Parameters
    ----------
    attribution
        Values of n patients and M players, for each of the outputs and then for the logit of each
        risk among them.
    features
        The column that each player is, or the name of a panel of columns, in the order of the
        players.
    cells
        Raw rows of the explained patients, in their order; numeric columns as float64 with NaN,
        others as str with None.
    cohort
        Raw rows of the whole cohort, for the ranks.

    Returns
    -------
    The columns of :class:`~mtl_core.schema.AttributionsReady`. ``feature_rank`` is the cell's mean
    rank among the cohort's known cells of the column: 0 the lowest, 1 the highest, .5 when all are
    equal, NaN for text and missing cells. ``standard_error`` is the Monte-Carlo error of ``value``,
    NaN where it is not known; ``baseline`` the mean prediction over the background by the networks
    that explain the patient.

    Raises
    ------
    RunError
        When outputs, features or rows do not match the attribution.
    """
    contributions = attribution.values  # noqa: PD011 - an array, not a frame
    n_rows, n_players, n_outputs = contributions.shape
    errors = attribution.standard_errors
    errors = np.full(contributions.shape, np.nan) if errors is None else errors
    logits = logit_places(outputs)
    given = len(cells), len(features), len(outputs) + len(logits)
    _check_lengths((n_rows, n_players, n_outputs), given)
    no_cells = pd.Series([None] * n_rows, dtype=object)  # a panel of columns has no one cell
    shown = [cells.get(name, no_cells) for name in features]
    texts = np.column_stack([_texts(own) for own in shown])
    ranks = np.column_stack(
        [_ranks(own, cohort.get(name, no_cells)) for name, own in zip(features, shown, strict=True)]
    )
    parts = []
    for at, output in enumerate(outputs):
        logit = contributions[:, :, logits[output]] if output.is_risk else np.nan
        parts.append(
            pd.DataFrame(
                {
                    "row": np.repeat(attribution.row_ids, n_players),
                    "task": output.task,
                    "class": pd.Series([output.label] * (n_rows * n_players), dtype=object),
                    "feature": np.tile(np.array(features, dtype=object), n_rows),
                    "value": contributions[:, :, at].ravel(),
                    "logit_value": np.broadcast_to(logit, (n_rows, n_players)).ravel(),
                    "feature_value": texts.ravel(),
                    "feature_rank": ranks.ravel(),
                    "standard_error": errors[:, :, at].ravel(),
                    "baseline": np.repeat(attribution.baselines[:, at], n_players),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def explanation_summary(attribution: Attribution, outputs: Sequence[Output]) -> ExplanationSummary:
    """Say how an attribution was made and how far it adds up."""
    means = attribution.baselines.mean(axis=0) if len(attribution.row_ids) else ()
    return ExplanationSummary(
        method=attribution.method,
        n_patients=len(attribution.row_ids),
        n_background=attribution.n_background,
        n_evaluations=attribution.n_evaluations,
        additivity_gap=attribution.additivity_gap,
        baselines=dict(
            zip(named(outputs, lambda output: output.key).values(), map(float, means), strict=False)
        ),
        relative_error=_relative_error(attribution, len(outputs)),
    )


def _relative_error(attribution: Attribution, n_outputs: int) -> float | None:
    """Return the median over outputs of root mean square error over root mean square value."""
    if attribution.standard_errors is None or not len(attribution.row_ids):
        return None
    shown = list(range(n_outputs))  # a list copies: over a slice sums differ in the last bit
    errors = np.square(attribution.standard_errors[..., shown]).mean(axis=(0, 1))
    sizes = np.square(attribution.values[..., shown]).mean(axis=(0, 1))  # noqa: PD011
    return float(np.median(np.sqrt(errors / np.where(sizes > 0, sizes, 1.0))))


def error_sizes(attributions: pd.DataFrame) -> dict[Output, tuple[float, float]]:
    """Root mean squares over patients and columns of a value and of its Monte-Carlo error.

    Empty for a run that does not know its errors.
    """
    if "standard_error" not in attributions or attributions["standard_error"].isna().all():
        return {}
    parts = {output: lines_of(attributions, output) for output in outputs_of(attributions)}
    return {o: (_size(part["value"]), _size(part["standard_error"])) for o, part in parts.items()}


def _size(values: pd.Series[float]) -> float:
    return float(np.sqrt(np.square(values.to_numpy(np.float64)).mean()))


def _texts(cells: pd.Series[Any]) -> np.ndarray[Any, Any]:
    """Cells as text, None where missing; a whole number has no decimal point."""
    known = cells.notna().to_numpy()
    texts = np.full(len(cells), None, dtype=object)
    numeric = pd.api.types.is_numeric_dtype(cells)
    texts[known] = [f"{cell:.15g}" if numeric else str(cell) for cell in cells[known]]
    return texts


def _ranks(cells: pd.Series[Any], cohort: pd.Series[Any]) -> FloatArray:
    if not pd.api.types.is_numeric_dtype(cells):
        return np.full(len(cells), np.nan)
    values = cells.to_numpy(dtype=np.float64)
    known = np.sort(cohort.dropna().to_numpy(dtype=np.float64))
    if len(known) < 2:
        return np.where(np.isnan(values), np.nan, 0.5)
    below, up_to = np.searchsorted(known, values), np.searchsorted(known, values, side="right")
    ranks = np.clip((below + up_to - 1) / 2 / (len(known) - 1), 0.0, 1.0)
    return np.where(np.isnan(values), np.nan, ranks)


def _check_lengths(wanted: tuple[int, int, int], given: tuple[int, int, int]) -> None:
    if wanted != given:
        raise RunError(
            "The attribution cannot be written as a table",
            expected=f"{wanted[0]} rows, {wanted[1]} columns and {wanted[2]} outputs",
            found=f"{given[0]} rows, {given[1]} columns and {given[2]} outputs",
            action="pass the rows, columns and outputs that were explained",
        )
