"""Walks through coalitions: worked by hand, and against shap on the same permutations."""

from __future__ import annotations

import numpy as np
import pytest

from mtl_core.explanation import PredictGame, walks
from mtl_core.explanation.walks import draw_orders, sampled_values

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

    n_players, n_background, n_columns = 3, 1, 3

    def __init__(self):
        self.asked = []

    def differs(self, patient):
        return (patient != 0)[None]

    def ends(self, patient):
        everybody = "".join(map(str, np.flatnonzero(patient)))
        return np.array([[0.0]]), np.array([float(WORTH[everybody])])

    def steps(self, patient, _rows, movers, walks, moved):
        everybody, outputs = set(np.flatnonzero(patient)), []
        for walk, k in zip(walks, moved, strict=True):
            first = set(movers[walk, :k].tolist())
            pair = ["".join(map(str, sorted(who))) for who in (first, everybody - first)]
            self.asked.append(pair)
            outputs.append([float(WORTH[name]) for name in pair])
        return np.array(outputs)[:, :1], np.array(outputs)[:, 1:]


def test_a_pair_of_walks_worked_by_hand():
    """Order 2, 0, 1 gains 100, -50, 950; the reverse 1, 0, 2 gains 10, -5, 995."""
    game = HandGame()
    values, errors = sampled_values(game, np.ones(3), np.array([[[2, 0, 1]]]))
    np.testing.assert_array_equal(values, [[(-50 - 5) / 2], [(950 + 10) / 2], [(100 + 995) / 2]])
    assert errors is None
    assert game.asked == [["2", "01"], ["02", "1"]]


def test_the_error_of_two_rounds_worked_by_hand():
    """Order 2, 0, 1 as above; 0, 1, 2 gains 1, 4, 995 and its reverse 2, 1, 0 gains 100, 400, 500.

    Of two numbers the standard deviation over the root of 2 is half of their difference.
    """
    orders = np.array([[[2, 0, 1]], [[0, 1, 2]]])
    values, errors = sampled_values(HandGame(), np.ones(3), orders)
    one, other = np.array([-27.5, 480, 547.5]), np.array([250.5, 202, 547.5])
    np.testing.assert_allclose(values[:, 0], (one + other) / 2)
    np.testing.assert_allclose(errors[:, 0], np.abs(one - other) / 2)


def test_a_player_that_is_the_same_in_patient_and_row_gets_nothing_and_is_never_asked_for():
    game = HandGame()
    orders = np.array([[[2, 0, 1]], [[1, 2, 0]]])
    values, _ = sampled_values(game, np.array([1, 0, 1]), orders)
    np.testing.assert_array_equal(values[:, 0], [(-50 + 1) / 2, 0.0, (100 + 49) / 2])
    assert game.asked == [["2", "0"], ["2", "0"]]


def test_orders_are_permutations_that_depend_on_seed_and_row_alone():
    orders = draw_orders(30, 4, 5, seed=3, row_id=17)
    assert orders.shape == (4, 5, 30)
    np.testing.assert_array_equal(
        np.sort(orders, axis=2), np.broadcast_to(np.arange(30), (4, 5, 30))
    )
    assert len(np.unique(orders.reshape(20, 30), axis=0)) == 20
    np.testing.assert_array_equal(orders, draw_orders(30, 4, 5, seed=3, row_id=17))
    np.testing.assert_array_equal(orders[:2], draw_orders(30, 2, 5, seed=3, row_id=17))
    assert not np.array_equal(orders, draw_orders(30, 4, 5, seed=3, row_id=18))
    assert not np.array_equal(orders, draw_orders(30, 4, 5, seed=4, row_id=17))


def test_portions_of_the_background_do_not_change_the_values(monkeypatch):
    predict, patient, background = _network(7, 3, 0), _codes(1, 7, 1)[0], _codes(20, 7, 2)
    game, orders = PredictGame(predict, background), draw_orders(7, 3, 20, 0, 0)
    values, errors = sampled_values(game, patient, orders)
    monkeypatch.setattr(walks, "VALUES_PER_CALL", 3 * 7 * 3 * 6)  # six rows
    again, errors_again = sampled_values(game, patient, orders)
    np.testing.assert_allclose(again, values, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(errors_again, errors, rtol=1e-9, atol=1e-15)


@pytest.mark.filterwarnings(FROM_MATPLOTLIB)
@pytest.mark.parametrize("n_pairs", [1, 4])
def test_values_equal_those_of_shap_when_all_rows_walk_its_permutations(n_pairs):
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
    same = np.repeat(np.stack(orders)[:, None], 150, axis=1)
    mine, _ = sampled_values(PredictGame(predict, background), rows[0], same)
    np.testing.assert_allclose(mine, theirs.values[0], atol=1e-12)
