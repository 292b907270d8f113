"""The game of a predict function: which rows a coalition is, and in what portions."""

from __future__ import annotations

import numpy as np

from mtl_core.explanation import PredictGame, game

BACKGROUND, PATIENT = np.array([[1, 2], [3, 4]]), np.array([7, 8])


def _product(codes):
    """Return the product of a row's codes: no mean of columns could stand in for it."""
    return codes.prod(axis=1, keepdims=True).astype(float)


def test_a_coalition_is_worth_the_mean_over_the_background_of_the_mixed_rows():
    coalitions = np.array([[False, False], [True, False], [False, True], [True, True]])
    worths = PredictGame(_product, BACKGROUND).worths(PATIENT, coalitions)
    expected = [(1 * 2 + 3 * 4) / 2, (7 * 2 + 7 * 4) / 2, (1 * 8 + 3 * 8) / 2, 7 * 8]
    np.testing.assert_array_equal(worths[:, 0], expected)


def test_the_ends_are_the_plain_predictions():
    whole = PredictGame(_product, BACKGROUND)
    np.testing.assert_array_equal(whole.baselines(), [7.0])
    np.testing.assert_array_equal(whole.predict(PATIENT[None]), [[56.0]])


def test_a_player_differs_from_a_row_where_any_of_its_cells_does():
    background = np.array([[7, 2, 1], [7, 8, 1], [6, 8, 3]])
    patient = np.array([7, 8, 1])
    alone = PredictGame(_product, background)
    expected = [[False, True, False], [False] * 3, [True, False, True]]
    assert alone.differs(patient).tolist() == expected
    panels = PredictGame(_product, background, np.array([0, 1, 0]))
    assert panels.differs(patient).tolist() == [[False, True], [False, False], [True, False]]


def test_the_columns_of_a_player_move_together():
    panels = PredictGame(_product, np.array([[1, 2, 3]]), np.array([0, 1, 0]))
    coalitions = np.array([[True, False], [False, True]])
    worths = panels.worths(np.array([7, 8, 9]), coalitions)
    np.testing.assert_array_equal(worths[:, 0], [7 * 2 * 9, 1 * 8 * 3])


def test_portions_do_not_change_what_is_predicted(monkeypatch):
    rng = np.random.default_rng(0)
    background, patient = rng.integers(0, 9, (4, 3)), rng.integers(0, 9, 3)
    coalitions, sizes = rng.random((7, 3)) < 0.5, []

    def predict(codes):
        sizes.append(len(codes))
        return codes.astype(float)

    whole = PredictGame(predict, background)
    at_once = whole.worths(patient, coalitions)
    monkeypatch.setattr(game, "CELLS_PER_CALL", 30)  # ten rows of 3 columns
    np.testing.assert_array_equal(whole.worths(patient, coalitions), at_once)
    assert sizes == [28, 10, 10, 8]
