"""One patient's cooperative game: columns join a coalition, the rest comes from the background."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from mtl_core.arrays import BoolArray, FloatArray, IntArray
from mtl_core.errors import RunError
from mtl_core.explanation.attribution import PredictFunction

CELLS_PER_CALL = 4_000_000
"""Codes in one call of a predict function: 32 MB."""


class CoalitionValue(Protocol):
    """A patient's game: players join, and what they leave open comes from background rows.

    A player is one column, or a panel of columns that move together. What a game says of a patient
    must not depend on what was asked before. Shapes: b background rows, M columns.
    """

    n_columns: int
    n_players: int
    n_background: int

    def predict(self, codes: IntArray) -> FloatArray:
        """Predict rows (n, M) as they are, shape (n, n_outputs)."""

    def baselines(self) -> FloatArray:
        """Mean prediction of the background rows as they are, shape (n_outputs,)."""

    def ends(self, patient: IntArray) -> tuple[FloatArray, FloatArray]:
        """Predict with nobody joined, (b, n_outputs), and with all joined, (n_outputs,)."""

    def differs(self, patient: IntArray) -> BoolArray:
        """Whether a player's cells differ between row and patient (M,), shape (b, n_players)."""

    def steps(
        self, patient: IntArray, rows: IntArray, movers: IntArray, walks: IntArray, moved: IntArray
    ) -> tuple[FloatArray, FloatArray]:
        """Predict at steps of walks, each background row in an order of its own.

        Parameters
        ----------
        patient
            Codes, shape (M,).
        rows
            Places of the background rows, shape (n,).
        movers
            Players in the order in which they join, shape (n, longest).
        walks
            The walk, 0 to n - 1, that each step belongs to, shape (n_steps,).
        moved
            How many players have moved at each step, shape (n_steps,), 1 to longest.

        Returns
        -------
        Outputs with the first ``moved`` movers joined, and with all but these joined: two arrays of
        shape (n_steps, n_outputs).
        """

    def worths(self, patient: IntArray, coalitions: BoolArray) -> FloatArray:
        """Mean output over the background of coalitions (n, n_players), shape (n, n_outputs)."""


class PredictGame:
    """The game of any predict function: every coalition is written out as rows of codes.

    Parameters
    ----------
    predict
        Codes (n, M) to outputs (n, n_outputs).
    background
        Codes of the background rows, shape (b, M), b >= 1.
    player_of
        The player that each column belongs to, shape (M,), see
        :func:`~mtl_core.explanation.players_of`; without it every column plays for itself.

    Raises
    ------
    RunError
        When there is no background.
    """

    def __init__(
        self,
        predict: PredictFunction,
        background: IntArray,
        player_of: IntArray | None = None,
    ) -> None:
        if background.ndim != 2 or background.size == 0:
            raise RunError(
                "There is nobody to compare patients with",
                expected="at least one background row of at least one column",
                found=f"a background of shape {background.shape}",
                action="load a cohort with more patients",
            )
        self._predict = predict
        self._background = np.ascontiguousarray(background, dtype=np.int64)
        self._player_of = np.arange(background.shape[1]) if player_of is None else player_of
        self.n_background: int = len(background)
        self.n_columns: int = background.shape[1]
        self.n_players: int = int(self._player_of.max()) + 1

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

    def ends(self, patient: IntArray) -> tuple[FloatArray, FloatArray]:
        """Predict with nobody joined, (b, n_outputs), and with all joined, (n_outputs,)."""
        return self.predict(self._background), self.predict(patient[None])[0]

    def differs(self, patient: IntArray) -> BoolArray:
        """Whether a player's cells differ between row and patient (M,), shape (b, n_players)."""
        members = self._player_of[:, None] == np.arange(self.n_players)
        return np.asarray((self._background != patient) @ members)

    def steps(
        self, patient: IntArray, rows: IntArray, movers: IntArray, walks: IntArray, moved: IntArray
    ) -> tuple[FloatArray, FloatArray]:
        """Predict at steps of walks, see :class:`CoalitionValue`."""
        moves_at = np.full((len(rows), self.n_players), self.n_players)
        np.put_along_axis(moves_at, movers, np.arange(movers.shape[1])[None], axis=1)
        joined = moves_at[walks] < moved[:, None]
        return (
            self._written_out(patient, rows[walks], joined),
            self._written_out(patient, rows[walks], ~joined),
        )

    def worths(self, patient: IntArray, coalitions: BoolArray) -> FloatArray:
        """Mean output over the background of coalitions (n, n_players), shape (n, n_outputs)."""
        rows = np.tile(np.arange(self.n_background), len(coalitions))
        joined = np.repeat(coalitions, self.n_background, axis=0)
        outputs = self._written_out(patient, rows, joined)
        return np.asarray(outputs.reshape(len(coalitions), self.n_background, -1).mean(axis=1))

    def _written_out(self, patient: IntArray, rows: IntArray, joined: BoolArray) -> FloatArray:
        """Predict mixtures of the patient and background rows, joined (n, n_players)."""
        per_call = max(1, CELLS_PER_CALL // len(self._player_of))
        parts = []
        for start in range(0, max(1, len(rows)), per_call):
            now = slice(start, start + per_call)
            own = joined[now][:, self._player_of]
            parts.append(self.predict(np.where(own, patient, self._background[rows[now]])))
        return np.concatenate(parts)


def unexplainable(found: str) -> RunError:
    """Say that predictions are not what an explanation needs."""
    return RunError(
        "The model cannot be explained",
        expected="finite predictions for every row",
        found=found,
        action="train the model again with a lower learning rate, or report this as a bug",
    )
