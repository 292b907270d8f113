"""The general path through shap, and values handed to shap."""

from __future__ import annotations

import numpy as np
import pytest

from mtl_core.errors import RunError
from mtl_core.explanation import PredictGame, shap_values, shapley_values, to_shap
from mtl_core.schema import Output

FROM_MATPLOTLIB = "ignore:The set_(bad|under|over) function:PendingDeprecationWarning"
pytestmark = pytest.mark.filterwarnings(FROM_MATPLOTLIB)

WEIGHTS = np.array([[1.0, -2], [0.5, 3], [2, 0], [-1, 1]])


def _codes(n_rows, seed):
    return np.random.default_rng(seed).integers(0, 20, (n_rows, 4))


def test_a_linear_model_has_its_closed_form_and_generators_stay():
    rows, background = _codes(3, 1), _codes(120, 2)
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    found = shap_values(
        lambda codes: codes @ WEIGHTS, rows, background, row_ids=np.arange(3), seed=0
    )
    expected = (rows - background.mean(axis=0))[:, :, None] * WEIGHTS
    np.testing.assert_allclose(found.values, expected, atol=1e-9)
    assert found.additive
    assert found.n_background == 120
    np.testing.assert_array_equal(before, np.random.get_state()[1])  # noqa: NPY002


def test_a_patient_alone_has_the_same_values_as_among_others():
    rows, background = _codes(3, 1), _codes(5, 2)

    def explain(places):
        return shap_values(
            lambda codes: np.tanh(codes @ WEIGHTS / 20),
            rows[places],
            background,
            row_ids=np.array(places),
            seed=0,
        ).values

    np.testing.assert_array_equal(explain([2])[0], explain([0, 1, 2])[2])


def test_values_come_as_an_object_of_shap():
    rows, background = _codes(3, 1), _codes(5, 2)
    outputs = (Output("stay"), Output("died", "yes"))
    found = shapley_values(
        PredictGame(lambda codes: codes @ WEIGHTS, background),
        rows,
        row_ids=np.arange(3),
        seed=0,
    )
    stay = to_shap(found, outputs, outputs[0], "abcd", rows)
    np.testing.assert_array_equal(stay.values, found.values[:, :, 0])
    np.testing.assert_array_equal(stay.base_values, found.baselines[:, 0])
    np.testing.assert_allclose(stay.values.sum(axis=1) + stay.base_values, found.predictions[:, 0])
    assert stay.feature_names == list("abcd")
    with pytest.raises(RunError, match="not explained"):
        to_shap(found, outputs, Output("died", "no"), "abcd")
