"""Exact values, panels and interactions: closed forms of small games."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest

from mtl_core.errors import RunError
from mtl_core.explanation import PredictGame, exact_values, interaction, players_of, shapley_values

PATIENT, BACKGROUND = np.array([3, 1, 4, 1, 5]), np.array([[0, 2, 1, 3, 2], [2, 7, 1, 8, 2]])


def _bent(codes):
    return np.tanh(codes @ np.arange(1, 1 + codes.shape[1])[:, None] / 20 - 1)


def _by_all_orders(game, patient):
    """Mean gain over every order in which the players can join (Shapley 1953)."""
    n = game.n_players
    total = np.zeros(n)
    for order in permutations(range(n)):
        joined = np.zeros((n + 1, n), dtype=bool)
        for step, player in enumerate(order):
            joined[step + 1 :, player] = True
        total[list(order)] += np.diff(game.worths(patient, joined)[:, 0])
    return total / math.factorial(n)


def test_exact_values_are_the_mean_over_all_120_orders():
    game = PredictGame(_bent, BACKGROUND)
    expected = _by_all_orders(game, PATIENT)
    assert np.ptp(expected) > 0.1
    np.testing.assert_allclose(exact_values(game, PATIENT)[:, 0], expected, atol=1e-14)


@pytest.mark.parametrize("n_players", [8, 10])
def test_sampled_values_lie_within_their_stated_error_of_the_exact_ones(n_players):
    """Errors of all values over 12 patients: about standard normal after division."""
    rng = np.random.default_rng(0)
    background, rows = rng.integers(0, 9, (12, n_players)), rng.integers(0, 9, (12, n_players))
    options = {"row_ids": np.arange(12), "seed": 0}
    game = PredictGame(lambda codes: np.sin(codes @ rng_weights(n_players)), background)
    sampled = shapley_values(game, rows, n_evaluations=4 * (2 * n_players + 1), **options)
    exact = shapley_values(game, rows, n_evaluations=2**n_players, **options)
    assert "exact" in exact.method
    scores = (sampled.values - exact.values) / sampled.standard_errors
    assert np.sqrt((scores**2).mean()) == pytest.approx(1, abs=0.25)
    assert (np.abs(scores) < 4).mean() > 0.98


def rng_weights(n_players):
    return np.random.default_rng(1).normal(size=(n_players, 2)) / 3


def test_a_panel_is_one_player_whose_columns_move_together():
    """Of a sum a panel gets the sum of its columns' contributions."""
    names, player_of = players_of("abcde", {"bd": ["b", "d"]})
    assert names == ("a", "bd", "c", "e")
    game = PredictGame(lambda codes: codes.sum(axis=1, keepdims=True) * 1.0, BACKGROUND, player_of)
    found = shapley_values(game, PATIENT[None], row_ids=np.array([0]), seed=0)
    # a: 3 - 1; b and d: 1 - 4.5 and 1 - 5.5; c: 4 - 1; e: 5 - 2
    np.testing.assert_allclose(found.values[0, :, 0], [2, -8, 3, 3])
    product = PredictGame(lambda codes: codes[:, [1]] * codes[:, [3]] * 1.0, BACKGROUND, player_of)
    both = shapley_values(product, PATIENT[None], row_ids=np.array([0]), seed=0).values[0, :, 0]
    # the panel takes the whole of the interaction: 1 x 1 - (2 x 3 + 7 x 8) / 2
    np.testing.assert_allclose(both, [0, 1 - 31, 0, 0])


@pytest.mark.parametrize(
    "panels", [{"p": []}, {"p": ["z"]}, {"p": ["a"], "q": ["a"]}, {"a": ["b"]}]
)
def test_unclear_panels_are_refused(panels):
    with pytest.raises(RunError, match="panels of columns cannot be used"):
        players_of("abc", panels)


def test_more_than_ten_players_are_not_exact():
    game = PredictGame(_bent, np.zeros((2, 11), dtype=np.int64))
    with pytest.raises(RunError, match="too many players"):
        exact_values(game, np.ones(11, dtype=np.int64))


@pytest.mark.parametrize("n_more", [0, 8], ids=["exact", "sampled"])
def test_columns_of_a_sum_do_not_interact_and_of_a_product_by_its_closed_form(n_more):
    """For f = x0 x1 (linear in each) the index is the mean of (x0 - z0) (x1 - z1)."""
    more = np.arange(n_more)
    patient = np.concatenate([PATIENT, more])
    background = np.hstack([BACKGROUND, np.tile(more + 1, (2, 1))])

    def predict(codes):
        return np.stack([codes.sum(axis=1) * 1.0, codes[:, 0] * codes[:, 1] * 1.0], axis=1)

    found = interaction(
        PredictGame(predict, background), patient[None], (0, 1), row_ids=np.array([7]), seed=0
    )
    expected = ((PATIENT[0] - BACKGROUND[:, 0]) * (PATIENT[1] - BACKGROUND[:, 1])).mean()
    np.testing.assert_allclose(found.values, [[0, expected]], atol=1e-10)
    assert (found.standard_errors is None) == (n_more == 0)


def test_the_interaction_of_three_columns_is_shared_equally_also_when_sampled():
    """f = x0 x1 x2 against zeros: index 0 without x2 and the product with it, half each."""
    patient = np.array([2, 3, 5, *[1] * 9])
    game = PredictGame(
        lambda codes: codes[:, :3].prod(axis=1, keepdims=True) * 1.0, np.zeros((1, 12), int)
    )
    found = interaction(game, patient[None], (1, 0), row_ids=np.array([0]), seed=0)
    np.testing.assert_allclose(found.values, [[15.0]])
    np.testing.assert_allclose(found.standard_errors, 0, atol=1e-12)


def test_a_sampled_interaction_is_within_its_error_of_the_exact_one():
    """Ten players are exact; an eleventh that does nothing makes the same game sampled."""
    rng = np.random.default_rng(0)
    background, patient = rng.integers(0, 9, (5, 10)), rng.integers(0, 9, 10)
    weights = rng_weights(10)
    exact = interaction(
        PredictGame(lambda codes: np.sin(codes @ weights), background),
        patient[None],
        (2, 5),
        row_ids=np.array([0]),
        seed=0,
    )
    wider = np.hstack([background, np.zeros((5, 1), int)])
    sampled = interaction(
        PredictGame(lambda codes: np.sin(codes[:, :10] @ weights), wider),
        np.append(patient, 1)[None],
        (2, 5),
        row_ids=np.array([0]),
        seed=0,
        n_pairs=400,
    )
    assert (sampled.standard_errors > 0).all()
    assert (np.abs(sampled.values - exact.values) < 5 * sampled.standard_errors).all()


def test_a_player_does_not_interact_with_itself():
    game = PredictGame(_bent, BACKGROUND)
    with pytest.raises(RunError, match="two different players"):
        interaction(game, PATIENT[None], (1, 1), row_ids=np.array([0]), seed=0)
