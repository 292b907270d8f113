"""Exact Shapley values and interactions, over all coalitions of a few players."""

from __future__ import annotations

import math

import numpy as np

from mtl_core.arrays import BoolArray, FloatArray, IntArray
from mtl_core.errors import RunError
from mtl_core.explanation.game import CoalitionValue, unexplainable

MOST_PLAYERS = 10
"""Players up to whom all coalitions are visited: 1,024."""


def all_coalitions(n_players: int) -> BoolArray:
    """All coalitions, shape (2 ** n_players, n_players); number s holds player j where bit j is."""
    return np.asarray(np.arange(2**n_players)[:, None] >> np.arange(n_players) & 1, dtype=bool)


def exact_values(game: CoalitionValue, patient: IntArray) -> FloatArray:
    """Shapley's formula for one patient (M,), shape (n_players, n_outputs).

    Raises
    ------
    RunError
        With more than ten players, or when a prediction is not finite.

    References
    ----------
    Shapley, Contributions to the Theory of Games II (1953), 307-317.
    """
    joined, worths = _worths(game, patient)
    n_players = game.n_players
    sizes = joined.sum(axis=1)
    weights = np.array([1 / (n_players * math.comb(n_players - 1, s)) for s in range(n_players)])
    values = np.zeros((n_players, worths.shape[1]))
    for player in range(n_players):
        without = np.flatnonzero(~joined[:, player])
        gains = worths[without + (1 << player)] - worths[without]
        values[player] = weights[sizes[without]] @ gains
    return values


def exact_interaction(game: CoalitionValue, patient: IntArray, pair: tuple[int, int]) -> FloatArray:
    """Shapley interaction index of two players for one patient (M,), shape (n_outputs,).

    Raises
    ------
    RunError
        With more than ten players, or when a prediction is not finite.
    """
    joined, worths = _worths(game, patient)
    one, other = 1 << pair[0], 1 << pair[1]
    without = np.flatnonzero(~joined[:, pair].any(axis=1))
    n_others = game.n_players - 2
    weights = np.array([1 / ((n_others + 1) * math.comb(n_others, s)) for s in range(n_others + 1)])
    both = worths[without + one + other] - worths[without + one] - worths[without + other]
    return np.asarray(weights[joined[without].sum(axis=1)] @ (both + worths[without]))


def _worths(game: CoalitionValue, patient: IntArray) -> tuple[BoolArray, FloatArray]:
    if game.n_players > MOST_PLAYERS:
        raise RunError(
            "There are too many players for exact values",
            expected=f"up to {MOST_PLAYERS} columns or panels of columns",
            found=f"{game.n_players}",
            action="join columns to panels, or let orders be sampled",
        )
    joined = all_coalitions(game.n_players)
    worths = game.worths(patient, joined)
    n_odd = int((~np.isfinite(worths)).any(axis=1).sum())
    if n_odd:
        raise unexplainable(f"{n_odd} of {len(worths)} coalitions without")
    return joined, worths
