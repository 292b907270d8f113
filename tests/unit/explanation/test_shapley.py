"""Shapley values against theory: closed forms, brute force over all subsets, axioms."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import numpy as np

from mtl_core.explanation import Attribution, PredictGame, shapley_values


def _codes(n_rows, n_players, seed, n_levels=20):
    return np.random.default_rng(seed).integers(0, n_levels, (n_rows, n_players))


def _linear(n_players, n_outputs, seed):
    """Weights, and the linear model of level values that they define."""
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=(n_players, n_outputs))
    return weights, lambda codes: codes @ weights + 0.3


def _network(n_players, n_outputs, seed):
    """Return a model with interactions of every order."""
    rng = np.random.default_rng(seed)
    first = rng.normal(size=(n_players, 12)) / 8
    last = rng.normal(size=(12, n_outputs))
    return lambda codes: 1 / (1 + np.exp(-np.tanh(codes @ first - 1) @ last))


def _pairwise(n_players, seed):
    """Return a model with main effects and interactions of two players, none of more."""
    rng = np.random.default_rng(seed)
    main, pairs = rng.normal(size=n_players), rng.normal(size=(n_players, n_players))
    return lambda codes: (codes @ main + np.einsum("ni,ij,nj->n", codes, pairs, codes))[:, None]


def _exact(predict, patient, background):
    """Shapley's formula over all subsets (Shapley 1953), the game of Strumbelj & Kononenko."""
    n_players = len(patient)

    def worth(coalition):
        rows = background.copy()
        rows[:, list(coalition)] = patient[list(coalition)]
        return predict(rows).mean(axis=0)

    worths = {
        subset: worth(subset)
        for size in range(n_players + 1)
        for subset in combinations(range(n_players), size)
    }
    values = []
    for player in range(n_players):
        value = 0.0
        for subset, before in worths.items():
            if player not in subset:
                n = len(subset)
                weight = math.factorial(n) * math.factorial(n_players - n - 1)
                joined = worths[tuple(sorted((*subset, player)))]
                value = value + weight / math.factorial(n_players) * (joined - before)
        values.append(value)
    return np.array(values)


def _explain(predict, rows, background, **options):
    options = {"row_ids": np.arange(len(rows)), "seed": 0, **options}
    return shapley_values(PredictGame(predict, background), rows, **options)


def test_values_of_every_patient_and_output_add_up_to_prediction_minus_baseline():
    predict, rows, background = _network(6, 5, 0), _codes(7, 6, 1), _codes(11, 6, 2)
    found = _explain(predict, rows, background)
    np.testing.assert_allclose(
        found.values.sum(axis=1), predict(rows) - predict(background).mean(axis=0), atol=1e-12
    )
    np.testing.assert_allclose(found.predictions, predict(rows), rtol=1e-12)
    mean = np.tile(predict(background).mean(axis=0), (7, 1))
    np.testing.assert_allclose(found.baselines, mean, rtol=1e-12)
    assert found.additivity_gap < 1e-12
    assert found.additive


def test_a_predict_function_that_changes_its_mind_is_not_additive():
    rng = np.random.default_rng(0)
    rows, background = _codes(3, 4, 1), _codes(5, 4, 2)
    found = _explain(lambda codes: rng.normal(size=(len(codes), 2)), rows, background)
    assert found.additivity_gap > 1e-4
    assert not found.additive


def test_additivity_of_an_outcome_in_its_own_units_is_judged_at_its_size():
    """Single precision keeps about 7 digits: a gap of .005 is none at 100,000, and large at 1."""
    found = Attribution(
        values=np.array([[[60_000.0], [40_000.005]]]),
        baselines=np.array([50.0]),
        predictions=np.array([[100_050.0]]),
        row_ids=np.array([0]),
        n_background=10,
        n_evaluations=5,
        additivity_gap=0.005,
        method="by hand",
    )
    assert found.additive
    as_risk = replace(
        found, values=found.values / 1e5, baselines=np.zeros(1), predictions=np.array([[1.005]])
    )
    assert not as_risk.additive


def test_a_linear_model_has_its_closed_form():
    weights, predict = _linear(9, 3, 0)
    rows, background = _codes(4, 9, 1), _codes(13, 9, 2)
    found = _explain(predict, rows, background)
    expected = (rows - background.mean(axis=0))[:, :, None] * weights
    np.testing.assert_allclose(found.values, expected, atol=1e-12)


def test_one_pair_of_walks_is_exact_when_only_pairs_of_columns_interact():
    """A walk gives a pair's interaction to who comes later, its reverse to the other: half each."""
    predict, rows, background = _pairwise(8, 0), _codes(2, 8, 1), _codes(6, 8, 2)
    found = _explain(predict, rows, background)
    for values, patient in zip(found.values, rows, strict=True):
        np.testing.assert_allclose(values, _exact(predict, patient, background), atol=1e-9)


def test_values_approach_the_exact_ones_of_eight_players():
    """The error of a mean of independent pairs falls with the root of their number."""
    predict, rows, background = _network(8, 2, 0), _codes(3, 8, 1), _codes(6, 8, 2)
    exact = np.array([_exact(predict, patient, background) for patient in rows])
    few = np.array(
        [_explain(predict, rows, background, seed=seed).values - exact for seed in range(40)]
    )
    many = _explain(predict, rows, background, n_evaluations=400 * 17).values - exact
    standard_error = few.std(axis=0) / math.sqrt(400)
    assert few.std(axis=0).max() > 1e-3
    assert (np.abs(many) < 5 * standard_error + 1e-12).all()


def test_the_order_of_patients_does_not_matter():
    predict, rows, background = _network(8, 2, 0), _codes(6, 8, 1), _codes(9, 8, 2)
    ids, order = np.arange(6) * 7, np.array([4, 0, 5, 2, 1, 3])
    straight = _explain(predict, rows, background, row_ids=ids)
    shuffled = _explain(predict, rows[order], background, row_ids=ids[order])
    np.testing.assert_array_equal(straight.values[order], shuffled.values)


def test_a_patient_alone_has_the_same_values_as_among_others():
    predict, rows, background = _network(8, 2, 0), _codes(6, 8, 1), _codes(9, 8, 2)
    together = _explain(predict, rows, background)
    for i in range(len(rows)):
        alone = _explain(predict, rows[i : i + 1], background, row_ids=np.array([i]))
        np.testing.assert_array_equal(alone.values[0], together.values[i])
        np.testing.assert_array_equal(alone.predictions[0], together.predictions[i])


def test_another_seed_draws_other_permutations():
    predict, rows, background = _network(8, 2, 0), _codes(2, 8, 1), _codes(9, 8, 2)
    assert not np.array_equal(
        _explain(predict, rows, background, seed=1).values,
        _explain(predict, rows, background, seed=2).values,
    )


def test_a_column_that_the_model_ignores_gets_zero():
    inner, rows, background = _network(7, 2, 0), _codes(3, 8, 1), _codes(9, 8, 2)
    found = _explain(lambda codes: inner(codes[:, 1:]), rows, background)
    np.testing.assert_allclose(found.values[:, 0], 0.0, atol=1e-15)
    assert (np.abs(found.values[:, 1:]).max(axis=(0, 2)) > 0).all()


def test_a_patient_like_the_whole_background_gets_zeros():
    predict, patient = _network(5, 2, 0), _codes(1, 5, 1)
    found = _explain(predict, patient, np.repeat(patient, 4, axis=0))
    np.testing.assert_array_equal(found.values, 0.0)
    assert found.additive


def test_columns_that_play_the_same_part_get_equal_values():
    """Symmetry axiom, on a model of pairs only, for which one pair of walks is exact."""
    rows, background = _codes(3, 5, 1), _codes(9, 5, 2)
    rows[:, 1], background[:, 1] = rows[:, 0], background[:, 0]

    def predict(codes):
        both = codes[:, 0] + codes[:, 1]
        return np.stack([both**2 + codes[:, 2] * codes[:, 3], both * codes[:, 4]], axis=1) / 10

    found = _explain(predict, rows, background)
    assert np.abs(found.values[:, 0]).min() > 0
    np.testing.assert_allclose(found.values[:, 0], found.values[:, 1], atol=1e-12)


def test_a_missing_cell_is_a_level_like_any_other():
    """A column's code decodes to value and missing indicator, which move together."""
    level_values = np.array([0.0, 1.0, 2.0, np.nan])

    def predict(codes):
        cells = level_values[codes]
        blank = np.isnan(cells)
        return (np.where(blank, 0.7, cells) + 5 * blank).sum(axis=1, keepdims=True)

    rows, background = np.array([[3, 1]]), np.array([[0, 3], [2, 1], [1, 1], [1, 1]])
    found = _explain(predict, rows, background)
    # effect of a level: its decoded sum; contribution: effect minus mean effect of the background
    np.testing.assert_allclose(found.values[0, :, 0], [5.7 - 1.0, 1.0 - (5.7 + 3) / 4], atol=1e-12)


def test_codes_beyond_a_hundred_thousand_are_told_apart():
    """numpy.isclose, as in shap's own masker, would take these codes for equal."""
    rows, background = np.array([[400_000, 1]]), np.array([[400_001, 1], [400_003, 2]])
    found = _explain(lambda codes: codes.astype(float), rows, background)
    np.testing.assert_allclose(found.values[0], [[-2.0, 0.0], [0.0, -0.5]], atol=1e-9)


def test_a_single_output_keeps_its_axis():
    weights, predict = _linear(4, 1, 0)
    rows, background = _codes(2, 4, 1), _codes(5, 4, 2)
    found = _explain(predict, rows, background)
    assert found.values.shape == (2, 4, 1)
    np.testing.assert_allclose(
        found.values[:, :, 0], (rows - background.mean(axis=0)) * weights[:, 0], atol=1e-12
    )


def test_a_single_column_gets_all_of_the_difference():
    rows, background = np.array([[3]]), np.array([[1], [2]])
    found = _explain(lambda codes: codes**2.0, rows, background)
    np.testing.assert_allclose(found.values, [[[9 - 2.5]]])
