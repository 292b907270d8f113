"""How the explainer behaves towards its surroundings: generators, budget, stops, bad input."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch

from mtl_core.errors import RunCancelled, RunError
from mtl_core.explanation import PredictGame, shapley_values


def _codes(n_rows, n_players, seed):
    return np.random.default_rng(seed).integers(0, 20, (n_rows, n_players))


def _predict(codes):
    """Return two outputs: the sum of the codes and its square."""
    total = codes.sum(axis=1, keepdims=True).astype(float)
    return np.hstack([total, total**2])


def _explain(predict, rows, background, **options):
    options = {"row_ids": np.arange(len(rows)), "seed": 0, **options}
    return shapley_values(PredictGame(predict, background), rows, **options)


def test_generators_and_the_model_stay_as_they_were():
    network = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Dropout(0.5)).eval()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    numpy_state = np.random.get_state()  # noqa: NPY002
    torch_state = torch.get_rng_state()
    rows, background = _codes(3, 4, 1), _codes(5, 4, 2)
    kept = rows.copy(), background.copy()

    def predict(codes):
        with torch.no_grad():
            return network(torch.from_numpy(codes).float()).double().numpy()

    _explain(predict, rows, background)
    after = np.random.get_state()  # noqa: NPY002
    np.testing.assert_array_equal(numpy_state[1], after[1])
    assert numpy_state[2:] == after[2:]
    assert torch.equal(torch_state, torch.get_rng_state())
    assert all(torch.equal(before[name], now) for name, now in network.state_dict().items())
    assert not network.training
    np.testing.assert_array_equal(rows, kept[0])
    np.testing.assert_array_equal(background, kept[1])


def test_the_number_of_evaluations_is_rounded_to_whole_rounds_of_walks():
    rows, background = _codes(1, 5, 1), _codes(5, 5, 2)
    wanted = {None: 22, 3: 11, 11: 11, 31: 22}
    for asked, rounded in wanted.items():
        assert _explain(_predict, rows, background, n_evaluations=asked).n_evaluations == rounded


def test_five_columns_are_exact_from_all_of_their_coalitions_on():
    """2 to the power 5 is 32 coalitions."""
    rows, background = _codes(1, 5, 1), _codes(5, 5, 2)
    sampled, exact = (
        _explain(_predict, rows, background, n_evaluations=asked) for asked in (31, 32)
    )
    assert (sampled.n_evaluations, exact.n_evaluations) == (22, 32)
    assert "exact" in exact.method
    assert "exact" not in sampled.method
    np.testing.assert_array_equal(exact.standard_errors, 0.0)


def test_no_mixture_reaches_the_model_twice():
    """Ten rows take 5 inner steps up and 5 down; the ends of all walks are known."""
    sizes = []
    rows, background = np.full((1, 6), 9), np.zeros((10, 6), dtype=np.int64)

    def predict(codes):
        sizes.append(len(codes))
        return codes.astype(float)

    _explain(predict, rows, background, n_evaluations=13)
    assert sizes == [10, 1, 10, 1, 10 * 5, 10 * 5]


def test_one_round_of_walks_does_not_know_its_error_and_two_do():
    rows, background = _codes(2, 5, 1), _codes(5, 5, 2)
    assert _explain(_predict, rows, background, n_evaluations=11).standard_errors is None
    errors = _explain(_predict, rows, background).standard_errors
    assert errors.shape == (2, 5, 2)
    # one pair is exact for sums and squares of sums: no error beyond rounding
    np.testing.assert_allclose(errors, 0, atol=1e-9)


def test_threads_do_not_change_a_bit():
    rows, background = _codes(9, 8, 1), _codes(5, 8, 2)
    alone, together = (
        _explain(
            lambda codes: np.tanh(codes / 9).prod(1, keepdims=True), rows, background, n_threads=n
        )
        for n in (1, 3)
    )
    assert np.abs(alone.values).max() > 0
    np.testing.assert_array_equal(together.values, alone.values)
    np.testing.assert_array_equal(together.standard_errors, alone.standard_errors)


def test_several_threads_report_to_the_caller_and_obey():
    rows, background, heard = _codes(4, 4, 1), _codes(5, 4, 2), []
    _explain(_predict, rows, background, n_threads=2, on_progress=heard.append)
    assert heard == [0.25, 0.5, 0.75, 1.0]
    with pytest.raises(RunCancelled, match="0 explained before the stop"):
        _explain(_predict, rows, background, n_threads=2, should_stop=lambda: True)


def test_progress_ends_at_one_and_a_stop_is_obeyed():
    rows, background = _codes(4, 4, 1), _codes(5, 4, 2)
    heard = []
    _explain(_predict, rows, background, on_progress=heard.append)
    assert heard == [0.25, 0.5, 0.75, 1.0]
    heard.clear()
    with pytest.raises(RunCancelled, match="2 explained before the stop"):
        _explain(
            _predict,
            rows,
            background,
            on_progress=heard.append,
            should_stop=lambda: len(heard) == 2,
        )


def test_nobody_to_explain_gives_an_empty_attribution():
    found = _explain(_predict, _codes(0, 4, 1), _codes(5, 4, 2))
    assert found.values.shape == (0, 4, 2)
    assert found.additivity_gap == 0.0
    assert found.additive


def test_a_patient_in_their_own_background_is_refused():
    with pytest.raises(RunError, match="1 rows in both"):
        _explain(_predict, _codes(3, 4, 1), _codes(2, 4, 2), background_ids=np.array([2, 8]))


@pytest.mark.parametrize(
    ("rows", "row_ids"),
    [
        (np.zeros((2, 4), int), np.arange(2)),
        (np.zeros((2, 3), int), np.arange(3)),
        (np.zeros(3, int), np.arange(3)),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(rows, row_ids):
    with pytest.raises(RunError, match="do not fit together"):
        _explain(_predict, rows, np.zeros((2, 3), int), row_ids=row_ids)


@pytest.mark.parametrize("shape", [(0, 3), (2, 0), (3,)])
def test_an_empty_background_is_refused(shape):
    with pytest.raises(RunError, match="nobody to compare"):
        PredictGame(_predict, np.zeros(shape, int))


@pytest.mark.parametrize(
    ("predict", "found"),
    [
        (lambda codes: np.where(codes > 5, np.nan, 1.0), "1 of 1 rows without"),
        (lambda codes: np.where(np.ptp(codes, axis=1, keepdims=True), np.inf, 1.0), "6 of 8 coal"),
        (lambda codes: np.ones(len(codes)), "an array of shape"),
        (lambda codes: codes[:1] * 1.0, "an array of shape"),
    ],
)
def test_predictions_that_cannot_be_explained_are_refused(predict, found):
    with pytest.raises(RunError, match=found):
        _explain(predict, np.full((2, 3), 9), np.zeros((4, 3), dtype=np.int64))


def test_explaining_loads_neither_shap_nor_torch():
    script = (
        "import sys, numpy as np\n"
        "from mtl_core.explanation import PredictGame, shapley_values\n"
        "game = PredictGame(lambda codes: codes * 1.0, np.zeros((2, 3), int))\n"
        "shapley_values(game, np.ones((1, 3), int), row_ids=np.array([0]), seed=0)\n"
        "print(sorted({'shap', 'torch', 'numba', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
