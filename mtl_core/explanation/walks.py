"""Walks through coalitions: columns join in a random order, then again in the reverse order.

Every background row is walked in orders of its own. The rows are visited as often as if all of
them followed one order, so the cost is the same; but a patient is explained by as many orders as
there are rows instead of by one, and the mean over rows stays exact for all that columns do alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtl_core.arrays import BoolArray, FloatArray, IntArray
from mtl_core.explanation.game import CoalitionValue, unexplainable

VALUES_PER_CALL = 2_000_000
"""Contributions held at one time: 16 MB."""


def draw_orders(
    n_players: int, n_rounds: int, n_background: int, seed: int, row_id: int
) -> IntArray:
    """Draw the orders in which players join, shape (n_rounds, n_background, n_players).

    They depend on the run's seed and the patient's row alone: whoever else is explained, and by
    whichever model, a patient's orders are these. More rounds begin with the same orders.
    """
    rng = np.random.default_rng(np.random.SeedSequence([seed, row_id]))
    straight = np.broadcast_to(np.arange(n_players), (n_background, n_players))
    return np.stack([rng.permuted(straight, axis=1) for _ in range(n_rounds)])


def sampled_values(
    game: CoalitionValue, patient: IntArray, orders: IntArray
) -> tuple[FloatArray, FloatArray | None]:
    """Shapley values of one patient, by an antithetic pair of walks per order.

    Along a walk a player's contribution is what the prediction gains when the player's cells turn
    from the background row's into the patient's. A pair is one walk in the given order and one in
    the reverse order, averaged. Values are the mean over all rows and rounds.

    Parameters
    ----------
    patient
        Codes, shape (M,).
    orders
        Shape (n_rounds, b, n_players), for each of the b background rows.

    Returns
    -------
    Values (n_players, n_outputs) and their Monte-Carlo errors, or ``None`` for a single round. The
    rows are given and only the orders are drawn, so the error is taken from the spread between the
    rounds of each row: the root of the summed variances of the rows' means, over b.

    Raises
    ------
    RunError
        When a prediction is not finite.
    """
    n_rounds, n_background, n_players = orders.shape
    ends, whole = game.ends(patient)
    known = _Known(patient, ends, whole, game.differs(patient))
    total, variance = np.zeros((n_players, len(whole))), np.zeros((n_players, len(whole)))
    per_call = max(1, VALUES_PER_CALL // (n_rounds * n_players * len(whole)))
    for start in range(0, n_background, per_call):
        rows = np.arange(start, min(start + per_call, n_background))
        walked = np.tile(rows, n_rounds)
        own = orders[:, rows].reshape(len(walked), n_players)
        gains = _contributions(game, known, walked, own)
        by_round = gains.reshape(n_rounds, len(rows), n_players, -1)
        total += by_round.mean(axis=0).sum(axis=0)
        variance += by_round.var(axis=0, ddof=min(1, n_rounds - 1)).sum(axis=0) / n_rounds
    errors = np.sqrt(variance) / n_background if n_rounds > 1 else None
    return total / n_background, errors


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is known of a patient before any walk: the ends of all walks, and who moves."""

    patient: IntArray
    ends: FloatArray
    whole: FloatArray
    differs: BoolArray


def _contributions(
    game: CoalitionValue, known: _Known, rows: IntArray, orders: IntArray
) -> FloatArray:
    """Contributions in a pair of walks per row, shape (n_rows, n_players, n_outputs).

    A player whose cells are the same in patient and row contributes nothing, and takes no step.
    """
    ends, whole, differs = known.ends[rows], known.whole, known.differs[rows]
    stays = ~np.take_along_axis(differs, orders, axis=1)
    movers = np.take_along_axis(orders, np.argsort(stays, axis=1, kind="stable"), axis=1)
    lengths = differs.sum(axis=1)
    by_player = np.zeros((*orders.shape, len(whole)))
    if not lengths.any():
        return by_player
    movers = movers[:, : lengths.max()]
    inner = np.arange(1, lengths.max()) < lengths[:, None]
    joining = np.repeat(whole[None, None], len(rows), axis=0).repeat(lengths.max() + 1, axis=1)
    leaving = np.repeat(ends[:, None], lengths.max() + 1, axis=1)
    joining[:, 0] = np.where(lengths[:, None] > 0, ends, whole)
    leaving[:, 0] = np.where(lengths[:, None] > 0, whole, ends)
    if inner.any():
        walks, step = np.nonzero(inner)
        outputs = game.steps(known.patient, rows, movers, walks, step + 1)
        joining[:, 1:-1][inner], leaving[:, 1:-1][inner] = outputs
    n_odd = int((~np.isfinite(joining + leaving)).any(axis=2).sum())
    if n_odd:
        raise unexplainable(f"{n_odd} of {joining[..., 0].size} steps without")
    gains = (np.diff(joining, axis=1) - np.diff(leaving, axis=1)) / 2
    np.put_along_axis(by_player, movers[:, :, None], gains, axis=1)
    return by_player
