"""One patient's cooperative game: columns join a coalition, the rest comes from the background.

shap asks a *masker* for the rows of a coalition and hands them to a *model*. :class:`CoalitionGame`
is both. Between the two travel only the numbers of (coalition, background row) pairs, so memory
does not grow with coalitions x background x columns, and codes are compared as the integers they
are. (shap's own masker compares with ``numpy.isclose``: of two codes above 100,000 that differ by
one it sees one value, and a column with so many distinct values would lose its contribution.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtl_core.errors import RunError
from mtl_core.explanation.attribution import FloatArray, IntArray, PredictFunction

CELLS_PER_CALL = 4_000_000
"""Codes in one call of the predict function: 32 MB."""


class CoalitionGame:
    """Masker and model of one patient for :class:`shap.PermutationExplainer`.

    Parameters
    ----------
    predict
        The predict function.
    background
        Codes of the background rows, shape (b, M).
    """

    supports_delta_masking = True
    clustering = None

    def __init__(self, predict: PredictFunction, background: IntArray) -> None:
        self.predict = predict
        self.background = background
        self.shape = background.shape
        self._patient = background[0]
        self._coalitions = np.zeros((1, background.shape[1]), dtype=bool)

    def invariants(self, patient: IntArray) -> NDArray[np.bool_]:
        """Where the patient and a background row hold the same value, shape (b, M)."""
        return np.asarray(self.background == patient)

    def __call__(
        self, changes: IntArray, patient: IntArray
    ) -> tuple[tuple[IntArray], NDArray[np.bool_]]:
        """Walk through coalitions that differ by one player each.

        Parameters
        ----------
        changes
            The player that joins, or leaves, at each step, shape (n_steps,). A number that is no
            player changes nothing: shap's way to ask for the empty coalition.
        patient
            Codes of the patient, shape (M,).

        Returns
        -------
        The number of every (step, background row) pair, shape (n_steps * b,), in a tuple as shap
        wants, and whether the pair's row differs from the step before, shape (n_steps, b).
        """
        n_rows, n_players = self.shape
        steps = np.flatnonzero(changes < n_players)
        toggled = np.zeros((len(changes), n_players), dtype=np.int64)
        toggled[steps, changes[steps]] = 1
        self._patient = patient
        self._coalitions = toggled.cumsum(axis=0) % 2 == 1
        varying = np.ones((len(changes), n_rows), dtype=bool)
        later = steps[steps > 0]
        varying[later] = (self.background != patient).T[changes[later]]
        return (np.arange(len(changes) * n_rows),), varying

    def evaluate(self, pairs: IntArray) -> FloatArray:
        """Predict the rows of (step, background row) pairs, shape (n_pairs, n_outputs)."""
        per_call = max(1, CELLS_PER_CALL // self.shape[1])
        parts = [
            self._predict_pairs(pairs[start : start + per_call])
            for start in range(0, len(pairs), per_call)
        ]
        return np.concatenate(parts)

    def _predict_pairs(self, pairs: IntArray) -> FloatArray:
        step, row = np.divmod(pairs, self.shape[0])
        codes = np.where(self._coalitions[step], self._patient, self.background[row])
        return checked_outputs(self.predict, codes)


def checked_outputs(predict: PredictFunction, codes: IntArray) -> FloatArray:
    """Predict, and check that the outputs are finite float64, shape (n, n_outputs).

    Raises
    ------
    RunError
        When there is not one row of finite outputs for each row of codes.
    """
    outputs = np.ascontiguousarray(predict(codes), dtype=np.float64)
    shaped = outputs.ndim == 2 and len(outputs) == len(codes)
    n_odd = int((~np.isfinite(outputs)).any(axis=1).sum()) if shaped else len(codes)
    if n_odd:
        raise RunError(
            "The model cannot be explained",
            expected="finite predictions for every row",
            found=f"{n_odd} of {len(codes)} rows without"
            if shaped
            else f"an array of shape {outputs.shape} for {len(codes)} rows",
            action="train the model again with a lower learning rate, or report this as a bug",
        )
    return outputs
