"""The values of an explanation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.schema import Output

PredictFunction: TypeAlias = Callable[[IntArray], FloatArray]
"""Codes (n, n_players) to outputs (n, n_outputs). A player is one column of the CSV, its code the
place of the cell among the column's distinct values (missing is one of them)."""

ADDITIVITY_TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """Shapley values of some patients for every output of a predict function.

    Attributes
    ----------
    values
        Contributions, shape (n, n_players, n_outputs), in the units of the output.
    baselines
        Mean output over the background of what explains each patient, shape (n, n_outputs).
    predictions
        Outputs for the explained patients, shape (n, n_outputs).
    row_ids
        Which row each patient is, shape (n,).
    n_background
        Rows of the background.
    n_evaluations
        Coalitions visited per patient, each evaluated over the whole background.
    additivity_gap
        Largest absolute difference, over patients and outputs, between the sum of a patient's
        values and *prediction minus baseline*; 0 when nobody was explained.
    method
        How the values were computed, for a person.
    standard_errors
        Monte-Carlo error of each value, shape of ``values``: standard deviation over pairs of walks
        by the root of their number. ``None`` for a single pair, which cannot know its error.
    """

    values: FloatArray
    baselines: FloatArray
    predictions: FloatArray
    row_ids: IntArray
    n_background: int
    n_evaluations: int
    additivity_gap: float
    method: str
    standard_errors: FloatArray | None = None

    @property
    def additive(self) -> bool:
        """Whether the values of each patient add up to prediction minus baseline.

        The gap of an output may be 1e-4, or 1e-4 of its largest prediction where that is above 1
        (an outcome in its own units, computed in single precision, cannot do better).
        """
        gaps = additivity_gaps(self.values, self.baselines, self.predictions)
        size = np.abs(np.vstack([self.predictions, self.baselines])).max(axis=0, initial=1.0)
        return bool((gaps <= ADDITIVITY_TOLERANCE * size).all())

    @classmethod
    def joined(cls, parts: Sequence[Attribution]) -> Attribution:
        """Put parts with other patients and the same outputs together, in the order of rows."""
        order = np.argsort(np.concatenate([part.row_ids for part in parts]), kind="stable")
        errors = [part.standard_errors for part in parts if part.standard_errors is not None]
        return cls(
            values=np.concatenate([part.values for part in parts])[order],
            baselines=np.concatenate([part.baselines for part in parts])[order],
            predictions=np.concatenate([part.predictions for part in parts])[order],
            row_ids=np.concatenate([part.row_ids for part in parts])[order],
            n_background=parts[0].n_background,
            n_evaluations=parts[0].n_evaluations,
            additivity_gap=max(part.additivity_gap for part in parts),
            method=parts[0].method,
            standard_errors=np.concatenate(errors)[order] if len(errors) == len(parts) else None,
        )


def additivity_gaps(
    values: FloatArray, baselines: FloatArray, predictions: FloatArray
) -> FloatArray:
    """Largest absolute gap over patients between sum of values and prediction minus baseline.

    Returns
    -------
    One gap per output, shape (n_outputs,); 0 without patients, NaN where an output is not finite.
    """
    gaps = np.abs(values.sum(axis=1) + baselines - predictions)
    return np.asarray(gaps.max(axis=0, initial=0.0), dtype=np.float64)


def logit_places(outputs: Sequence[Output]) -> dict[Output, int]:
    """Return where the logit of each risk stands: after all outputs, in their order."""
    risks = [output for output in outputs if output.is_risk]
    return {output: len(outputs) + i for i, output in enumerate(risks)}
