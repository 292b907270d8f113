"""The game of one patient: which rows a coalition is, and in what portions they are predicted."""

from __future__ import annotations

import numpy as np

from mtl_core.explanation import game
from mtl_core.explanation.game import CoalitionGame

NOTHING = 2**31 - 1


def _identity(codes):
    return codes.astype(float)


def test_a_walk_lets_players_join_and_leave_one_by_one():
    background, patient = np.array([[1, 2], [3, 4]]), np.array([7, 8])
    walk = CoalitionGame(_identity, background)
    (pairs,), _ = walk(np.array([NOTHING, 1, 0, 1, 0]), patient)
    rows = walk.evaluate(pairs).reshape(5, 2, 2)
    expected = [
        [[1, 2], [3, 4]],
        [[1, 8], [3, 8]],
        [[7, 8], [7, 8]],
        [[7, 2], [7, 4]],
        [[1, 2], [3, 4]],
    ]
    np.testing.assert_array_equal(rows, expected)


def test_a_row_varies_where_the_background_differs_from_the_patient():
    background, patient = np.array([[7, 2], [3, 8], [7, 8]]), np.array([7, 8])
    _, varying = CoalitionGame(_identity, background)(np.array([NOTHING, 0, 1]), patient)
    expected = [[True, True, True], [False, True, False], [True, False, False]]
    np.testing.assert_array_equal(varying, expected)


def test_portions_do_not_change_what_is_predicted(monkeypatch):
    rng = np.random.default_rng(0)
    background, patient = rng.integers(0, 9, (4, 3)), rng.integers(0, 9, 3)
    changes, sizes = np.array([NOTHING, 0, 1, 2]), []

    def predict(codes):
        sizes.append(len(codes))
        return codes.astype(float)

    whole = CoalitionGame(predict, background)
    (pairs,), _ = whole(changes, patient)
    at_once = whole.evaluate(pairs)
    monkeypatch.setattr(game, "CELLS_PER_CALL", 15)
    np.testing.assert_array_equal(whole.evaluate(pairs), at_once)
    assert sizes == [16, 5, 5, 5, 1]
