"""Coalitions are worth what the ensemble predicts for the mixed rows, however it is computed."""

import numpy as np
import pytest
import torch

from mtl_core.explanation import PredictGame, shapley_values
from mtl_core.inference import CodedPredictor, NetworkGame, coalitions

NAMES = ("age", "unit", "grade", "rare")


@pytest.fixture
def predictor(ensemble, frame):
    return CodedPredictor(ensemble, frame, NAMES)


def logits(predicted):
    """Return the first output, a risk, and its logit: the mean of one says nothing of the other."""
    risk = predicted[:, :1]
    return np.hstack([risk, np.log(risk) - np.log1p(-risk)])


def every_coalition(n_players):
    return (np.arange(2**n_players)[:, None] >> np.arange(n_players)) % 2 == 1


@pytest.mark.parametrize("n_bytes_kept", [1 << 30, 0], ids=["kept tables", "no tables"])
@pytest.mark.parametrize("n_bytes_per_pass", [1 << 30, 4000, 1])
def test_coalitions_are_worth_the_mean_prediction_of_the_mixed_rows(
    predictor, monkeypatch, n_bytes_kept, n_bytes_per_pass
):
    """The peer writes out all sixteen coalitions as rows and encodes each of them."""
    monkeypatch.setattr(coalitions, "TABLE_BYTES", n_bytes_kept)
    monkeypatch.setattr(coalitions, "BYTES_PER_PASS", n_bytes_per_pass)
    background, asked = predictor.codes[:30], every_coalition(4)
    mine, peer = NetworkGame(predictor, background), PredictGame(predictor, background)
    for patient in predictor.codes[[40, 130, 199]]:
        expected = peer.worths(patient, asked)
        assert np.ptp(expected, axis=0).min() > 0.01
        assert mine.worths(patient, asked) == pytest.approx(expected, rel=1e-5, abs=1e-5)


def test_nobody_and_everybody_are_worth_the_plain_predictions(ensemble, frame, predictor):
    game = NetworkGame(predictor, predictor.codes[:30])
    predicted = ensemble.predict(frame)
    ends = game.worths(predictor.codes[50], np.array([[False] * 4, [True] * 4]))
    assert ends[0] == pytest.approx(predicted[:30].mean(axis=0), rel=1e-5)
    assert ends[1] == pytest.approx(predicted[50], rel=1e-5)
    assert game.baselines() == pytest.approx(predicted[:30].mean(axis=0), rel=1e-5)
    assert game.predict(predictor.codes[50:52]) == pytest.approx(predicted[50:52], rel=1e-5)


def test_predictions_are_transformed_before_their_mean_over_the_background(predictor):
    background, asked = predictor.codes[:30], every_coalition(4)
    game = NetworkGame(predictor, background, logits)
    peer = PredictGame(lambda codes: logits(predictor(codes)), background)
    worths = game.worths(predictor.codes[50], asked)
    assert worths == pytest.approx(peer.worths(predictor.codes[50], asked), rel=1e-4, abs=1e-5)
    assert np.abs(logits(worths)[:, 1] - worths[:, 1]).max() > 0.01


def test_shapley_values_equal_those_of_the_written_out_game(predictor):
    """Both games are walked in the same orders: they differ by rounding in single precision."""
    background, rows = predictor.codes[:30], predictor.codes[100:110]
    options = {"row_ids": np.arange(100, 110), "seed": 0, "n_evaluations": 15}
    mine = shapley_values(NetworkGame(predictor, background), rows, **options)
    peer = shapley_values(PredictGame(predictor, background), rows, **options)
    assert np.abs(peer.values).max() > 0.1
    assert mine.values == pytest.approx(peer.values, rel=1e-5, abs=1e-5)
    assert mine.additive


def test_a_patient_has_the_same_bits_alone_and_among_others(predictor):
    rows = predictor.codes[100:106]

    def explain(places):
        game = NetworkGame(predictor, predictor.codes[:30], logits)
        found = shapley_values(game, rows[places], row_ids=places, seed=0)
        return found.values

    order = np.array([3, 0, 5, 1])
    together = explain(order)
    for place, row in enumerate(order):
        assert np.array_equal(explain(np.array([row]))[0], together[place])


def test_columns_that_no_network_uses_and_cells_shared_by_all_push_nothing(ensemble, frame):
    wider = frame.assign(note=np.arange(200.0))
    predictor = CodedPredictor(ensemble, wider, (*NAMES, "note"))
    codes = predictor.codes[:40].copy()
    codes[:, 1] = codes[0, 1]
    game = NetworkGame(predictor, codes[:30])
    # The fixture's rare is zero in the first hundred rows.
    assert game.differs(codes[35]).any(axis=0).tolist() == [True, False, True, False, True]
    found = shapley_values(game, codes[30:], row_ids=np.arange(30, 40), seed=0, n_evaluations=22)
    assert (found.values[:, [1, 3]] == 0).all()
    assert found.values[:, 4] == pytest.approx(0, abs=1e-6)
    assert np.abs(found.values[:, 0]).max() > 0.01


def test_networks_and_generators_stay_as_they_were(ensemble, predictor):
    before = [{k: v.clone() for k, v in g.parameters.items()} for g in ensemble.groups]
    numpy_state, torch_state = np.random.get_state(), torch.get_rng_state()  # noqa: NPY002
    game = NetworkGame(predictor, predictor.codes[:30])
    shapley_values(game, predictor.codes[100:102], row_ids=np.arange(2), seed=0)
    assert np.array_equal(numpy_state[1], np.random.get_state()[1])  # noqa: NPY002
    assert torch.equal(torch_state, torch.get_rng_state())
    for kept, group in zip(before, ensemble.groups, strict=True):
        assert all(torch.equal(kept[name], now) for name, now in group.parameters.items())
        assert not any(now.requires_grad for now in group.parameters.values())


@pytest.mark.parametrize(
    ("n_steps", "width", "n_rows"), [(49, 128, 83), (401, 128, 10), (10_000, 128, 1)]
)
def test_what_one_pass_lifts_fits_two_mebibytes_or_is_a_single_row(n_steps, width, n_rows):
    """2 MiB / (4 bytes x steps x width), rounded down."""
    assert coalitions.rows_per_pass(n_steps, width) == n_rows
