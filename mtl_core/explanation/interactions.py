"""Interactions: what two columns do together beyond what each does alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.errors import RunError
from mtl_core.explanation.exact import MOST_PLAYERS, exact_interaction
from mtl_core.explanation.game import CoalitionValue, unexplainable

N_PAIRS = 64
"""Sampled groups of other players; each is visited with its complement."""


@dataclass(frozen=True, slots=True, eq=False)
class Interaction:
    """The Shapley interaction index of two players.

    Attributes
    ----------
    values
        By patient and output, shape (n, n_outputs), in the units of the output: above zero when
        both together push up more than the sum of what each does alone.
    standard_errors
        Monte-Carlo errors, shape of ``values``; ``None`` when all coalitions were visited.
    n_evaluations
        Coalitions visited per patient, each evaluated over the whole background.
    """

    values: FloatArray
    standard_errors: FloatArray | None
    n_evaluations: int


def interaction(
    game: CoalitionValue,
    rows: IntArray,
    pair: tuple[int, int],
    *,
    row_ids: IntArray,
    seed: int,
    n_pairs: int = N_PAIRS,
) -> Interaction:
    """Compute the interaction of two players for some patients and every output.

    With up to ten players all coalitions are visited. With more, groups of the other players are
    drawn: each size is as likely as any other, and each group comes with its complement, which
    makes the interactions of three players exact.

    Parameters
    ----------
    game
        What coalitions are worth.
    rows
        Codes of the patients, shape (n, M).
    pair
        Places of two different players.
    row_ids
        Row number of each patient, shape (n,), not negative; a patient's groups depend on ``seed``
        and this number alone.
    n_pairs
        Groups drawn, at least 2.

    Raises
    ------
    RunError
        When the players are not two of the game's, or a prediction is not finite.

    References
    ----------
    Grabisch and Roubens, International Journal of Game Theory 28 (1999), 547-565.
    """
    if len(set(pair) & set(range(game.n_players))) != 2 or n_pairs < 2:
        raise RunError(
            "The interaction cannot be computed",
            expected=f"two different players out of {game.n_players}, and two groups or more",
            found=f"players {pair[0]} and {pair[1]}, {n_pairs} groups",
            action="choose two columns",
        )
    if game.n_players <= MOST_PLAYERS:
        exact = [exact_interaction(game, patient, pair) for patient in rows]
        return Interaction(np.array(exact), None, 2**game.n_players)
    drawn = [
        _sampled(
            game, patient, pair, n_pairs, np.random.SeedSequence([seed, int(row_id), *sorted(pair)])
        )
        for patient, row_id in zip(rows, row_ids, strict=True)
    ]
    values = np.array([each.mean(axis=0) for each in drawn])
    errors = np.array([each.std(axis=0, ddof=1) / np.sqrt(n_pairs) for each in drawn])
    return Interaction(values, errors, 8 * n_pairs)


def _sampled(
    game: CoalitionValue,
    patient: IntArray,
    pair: tuple[int, int],
    n_pairs: int,
    seed: np.random.SeedSequence,
) -> FloatArray:
    """Interaction given each drawn group, averaged with its complement, (n_pairs, n_outputs)."""
    rng = np.random.default_rng(seed)
    others = np.setdiff1d(np.arange(game.n_players), pair)
    places = rng.permuted(np.broadcast_to(np.arange(len(others)), (n_pairs, len(others))), axis=1)
    groups = places < rng.integers(0, len(others) + 1, n_pairs)[:, None]
    joined = np.zeros((4, 2 * n_pairs, game.n_players), dtype=bool)
    joined[:, :, others] = np.concatenate([groups, ~groups])
    joined[[1, 3], :, pair[0]] = True
    joined[[2, 3], :, pair[1]] = True
    worths = game.worths(patient, joined.reshape(-1, game.n_players)).reshape(4, 2, n_pairs, -1)
    if not np.isfinite(worths).all():
        raise unexplainable("coalitions without")
    both = worths[3] - worths[1] - worths[2] + worths[0]
    return np.asarray(both.mean(axis=0))
