"""Walks through coalitions: worked by hand, and against shap on the same permutations."""

from __future__ import annotations

import numpy as np
import pytest

from mtl_core.explanation import PredictGame, walks
from mtl_core.explanation.walks import contributions, draw_orders

FROM_MATPLOTLIB = "ignore:The set_(bad|under|over) function:PendingDeprecationWarning"


def _codes(n_rows, n_players, seed):
    return np.random.default_rng(seed).integers(0, 20, (n_rows, n_players))


def _network(n_players, n_outputs, seed):
    """Return a model with interactions of every order."""
    rng = np.random.default_rng(seed)
    first = rng.normal(size=(n_players, 12)) / 8
    last = rng.normal(size=(12, n_outputs))
    return lambda codes: 1 / (1 + np.exp(-np.tanh(codes @ first - 1) @ last))


WORTH = {"": 0, "0": 1, "1": 10, "2": 100, "01": 5, "02": 50, "12": 500, "012": 1000}


class HandGame:
    """Three players whose coalitions are worth what a table says; it keeps what it was asked."""

    def __init__(self):
        self.asked = []

    def idle(self, patient):
        return patient == 0

    def worths(self, _patient, coalitions):
        names = ["".join(map(str, np.flatnonzero(row))) for row in coalitions]
        self.asked.append(sorted(names))
        return np.array([[float(WORTH[name])] for name in names])


def test_a_pair_of_walks_worked_by_hand():
    """Order 2, 0, 1 gains 100, -50, 950; the reverse 1, 0, 2 gains 10, -5, 995."""
    game = HandGame()
    found = contributions(game, np.ones(3), np.array([[2, 0, 1]]))
    expected = [[(-50 - 5) / 2], [(950 + 10) / 2], [(100 + 995) / 2]]
    np.testing.assert_array_equal(found[0], expected)
    assert game.asked == [["", "01", "012", "02", "1", "2"]]


def test_an_idle_player_gets_exactly_nothing_and_is_never_asked_for():
    game = HandGame()
    found = contributions(game, np.array([1, 0, 1]), np.array([[2, 0, 1], [1, 2, 0]]))
    np.testing.assert_array_equal(found[:, 1], 0.0)
    assert game.asked == [["", "0", "02", "2"]]


def test_orders_are_permutations_that_depend_on_seed_and_row_alone():
    orders = draw_orders(30, 4, seed=3, row_id=17)
    np.testing.assert_array_equal(np.sort(orders, axis=1), np.tile(np.arange(30), (4, 1)))
    assert len({tuple(order) for order in orders}) == 4
    np.testing.assert_array_equal(orders, draw_orders(30, 4, seed=3, row_id=17))
    np.testing.assert_array_equal(orders[:2], draw_orders(30, 2, seed=3, row_id=17))
    assert not np.array_equal(orders, draw_orders(30, 4, seed=3, row_id=18))
    assert not np.array_equal(orders, draw_orders(30, 4, seed=4, row_id=17))


def test_many_pairs_are_asked_in_portions(monkeypatch):
    game, orders = HandGame(), draw_orders(3, 8, 0, 0)
    at_once = contributions(game, np.ones(3), orders)
    monkeypatch.setattr(walks, "STEPS_PER_CALL", 21)  # three pairs of 7 coalitions
    np.testing.assert_array_equal(contributions(game, np.ones(3), orders), at_once)
    assert len(game.asked) == 1 + 3


@pytest.mark.filterwarnings(FROM_MATPLOTLIB)
@pytest.mark.parametrize("n_pairs", [1, 4])
def test_contributions_equal_those_of_shap_on_the_same_permutations(n_pairs):
    """shap 0.51, PermutationExplainer with maskers.Independent; its shuffles are repeated here."""
    import shap

    predict, rows, background = _network(7, 3, 0), _codes(1, 7, 1), _codes(150, 7, 2)
    state = np.random.get_state()  # noqa: NPY002
    explainer = shap.PermutationExplainer(
        lambda codes: predict(codes.astype(np.int64)),
        shap.maskers.Independent(background, max_samples=150),
        seed=5,
    )
    theirs = explainer(rows, max_evals=15 * n_pairs, silent=True)
    np.random.set_state(state)  # noqa: NPY002
    shuffling = np.random.RandomState(5)
    order, orders = np.arange(7), []
    for _ in range(n_pairs):
        shuffling.shuffle(order)
        orders.append(order.copy())
    mine = contributions(PredictGame(predict, background), rows[0], np.stack(orders))
    np.testing.assert_allclose(mine.mean(axis=0), theirs.values[0], atol=1e-12)
