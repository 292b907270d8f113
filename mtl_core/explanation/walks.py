"""Walks through coalitions: columns join in a random order, then again in the reverse order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtl_core.explanation.attribution import FloatArray, IntArray
from mtl_core.explanation.game import CoalitionValue, unexplainable

STEPS_PER_CALL = 4096
"""Coalitions asked of a game at one time, where a pair of walks is not longer."""


def draw_orders(n_players: int, n_pairs: int, seed: int, row_id: int) -> IntArray:
    """Draw the orders in which columns join, shape (n_pairs, n_players).

    They depend on the run's seed and the patient's row alone: whoever else is explained, and by
    whichever model, a patient's orders are these.
    """
    rng = np.random.default_rng(np.random.SeedSequence([seed, row_id]))
    return np.stack([rng.permutation(n_players) for _ in range(n_pairs)])


def contributions(game: CoalitionValue, patient: IntArray, orders: IntArray) -> FloatArray:
    """Contributions of each player in an antithetic pair of walks per order.

    Along a walk a player's contribution is what the coalition gains when the player joins. A pair
    is one walk in the given order and one in the reverse order, averaged.

    Parameters
    ----------
    orders
        Shape (n_pairs, M).

    Returns
    -------
    Shape (n_pairs, M, n_outputs).

    Raises
    ------
    RunError
        When a coalition's worth is not finite.
    """
    per_call = max(1, STEPS_PER_CALL // (2 * orders.shape[1] + 1))
    parts = [
        _contributions(game, patient, orders[start : start + per_call])
        for start in range(0, len(orders), per_call)
    ]
    return np.concatenate(parts)


def _contributions(game: CoalitionValue, patient: IntArray, orders: IntArray) -> FloatArray:
    n_pairs, n_players = orders.shape
    # Coalitions that differ by idle players only are one coalition: these get 0, and no work.
    walks = _coalitions(orders) & ~game.idle(patient)
    distinct, places = np.unique(walks.reshape(-1, n_players), axis=0, return_inverse=True)
    worths = game.worths(patient, distinct)
    n_odd = int((~np.isfinite(worths)).any(axis=1).sum())
    if n_odd:
        raise unexplainable(f"{n_odd} of {len(worths)} coalitions without")
    along = worths[places].reshape(n_pairs, 2 * n_players + 1, -1)
    joining, leaving = np.split(np.diff(along, axis=1), 2, axis=1)
    by_player = np.empty((n_pairs, n_players, worths.shape[1]))
    np.put_along_axis(by_player, orders[:, :, None], (joining - leaving) / 2, axis=1)
    return by_player


def _coalitions(orders: IntArray) -> NDArray[np.bool_]:
    """Coalitions that pairs of walks visit, shape (n_pairs, 2M + 1, M).

    From nobody, players join in order until all are in; then they leave in the same order, which
    is the walk in the reverse order seen from its end.
    """
    n_players = orders.shape[1]
    joined_at = np.argsort(orders, axis=1)[:, None]
    step = np.arange(2 * n_players + 1)[:, None]
    return np.asarray((joined_at < step) & (joined_at >= step - n_players))
