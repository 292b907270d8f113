"""One patient's cooperative game: columns join a coalition, the rest comes from the background."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mtl_core.errors import RunError
from mtl_core.explanation.attribution import FloatArray, IntArray, PredictFunction

CELLS_PER_CALL = 4_000_000
"""Codes in one call of a predict function: 32 MB."""


class CoalitionValue(Protocol):
    """What a coalition of columns of a patient is worth: the mean output over a background.

    A patient's worths must not depend on what was asked before.
    """

    n_players: int
    n_background: int

    def predict(self, codes: IntArray) -> FloatArray:
        """Predict rows (n, M) as they are, shape (n, n_outputs)."""

    def baselines(self) -> FloatArray:
        """Mean prediction of the background rows as they are, shape (n_outputs,)."""

    def idle(self, patient: IntArray) -> NDArray[np.bool_]:
        """Columns whose cell the patient (M,) shares with every background row, shape (M,)."""

    def worths(self, patient: IntArray, coalitions: NDArray[np.bool_]) -> FloatArray:
        """Mean output of each coalition (n_steps, M) of a patient (M,), (n_steps, n_outputs)."""


class PredictGame:
    """The game of any predict function: every coalition is written out as rows of codes.

    Parameters
    ----------
    predict
        Codes (n, M) to outputs (n, n_outputs).
    background
        Codes of the background rows, shape (b, M), b >= 1.

    Raises
    ------
    RunError
        When there is no background.
    """

    def __init__(self, predict: PredictFunction, background: IntArray) -> None:
        if background.ndim != 2 or background.size == 0:
            raise RunError(
                "There is nobody to compare patients with",
                expected="at least one background row of at least one column",
                found=f"a background of shape {background.shape}",
                action="load a cohort with more patients",
            )
        self._predict = predict
        self._background = np.ascontiguousarray(background, dtype=np.int64)
        self.n_background: int = len(background)
        self.n_players: int = background.shape[1]

    def predict(self, codes: IntArray) -> FloatArray:
        """Predict rows (n, M), shape (n, n_outputs).

        Raises
        ------
        RunError
            When there is not one row of outputs for each row of codes.
        """
        outputs = np.ascontiguousarray(self._predict(codes), dtype=np.float64)
        if outputs.ndim != 2 or len(outputs) != len(codes):
            raise unexplainable(f"an array of shape {outputs.shape} for {len(codes)} rows")
        return outputs

    def baselines(self) -> FloatArray:
        """Mean prediction of the background rows, shape (n_outputs,)."""
        return np.asarray(self.predict(self._background).mean(axis=0))

    def idle(self, patient: IntArray) -> NDArray[np.bool_]:
        """Columns whose cell the patient (M,) shares with every background row, shape (M,)."""
        return np.asarray((self._background == patient).all(axis=0))

    def worths(self, patient: IntArray, coalitions: NDArray[np.bool_]) -> FloatArray:
        """Mean output of each coalition (n_steps, M) of a patient (M,), (n_steps, n_outputs)."""
        per_call = max(1, CELLS_PER_CALL // self._background.size)
        parts = []
        for start in range(0, len(coalitions), per_call):
            joined = coalitions[start : start + per_call, None]
            rows = np.where(joined, patient, self._background).reshape(-1, self.n_players)
            outputs = self.predict(rows).reshape(len(joined), self.n_background, -1)
            parts.append(outputs.mean(axis=1))
        return np.concatenate(parts)


def unexplainable(found: str) -> RunError:
    """Say that predictions are not what an explanation needs."""
    return RunError(
        "The model cannot be explained",
        expected="finite predictions for every row",
        found=found,
        action="train the model again with a lower learning rate, or report this as a bug",
    )
