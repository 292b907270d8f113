"""The ensemble is the mean of its networks, each on its own split's encoding."""

import numpy as np
import pytest
import torch
from torch.func import functional_call

from mtl_core.models import build

TASKS = ("died", "stay", "stage")


def by_hand(ensemble, frame, task):
    """Mean over the task's networks, called one by one without a stack."""
    (group,) = [g for g in ensemble.groups if task in {t.name for t in g.layout.tasks}]
    network = build(ensemble.design, ensemble.n_inputs, group.layout).eval()
    predictions = []
    for i, split in enumerate(group.split_of.tolist()):
        features = torch.zeros(len(frame), ensemble.n_inputs)
        encoded = torch.from_numpy(ensemble.preprocessors[split].transform(frame))
        features[:, : encoded.shape[1]] = encoded
        own = {name: tensor[i] for name, tensor in group.parameters.items()}
        with torch.no_grad():
            output = functional_call(network, own, (features,))[:, group.layout.columns(task)]
        match task:
            case "died":
                output = 1 / (1 + torch.exp(-output))
            case "stage":
                output = output.exp() / output.exp().sum(dim=1, keepdim=True)
            case "stay":
                output = output * [2.0, 3.0][split] + [8.0, 9.0][split]
        predictions.append(output.numpy())
    return np.mean(predictions, axis=0)


@pytest.mark.parametrize("task", TASKS)
def test_predictions_are_the_mean_over_the_tasks_own_networks(ensemble, frame, task):
    predicted = ensemble.predict(frame)[:, ensemble.layout.columns(task)]
    assert predicted == pytest.approx(by_hand(ensemble, frame, task), abs=1e-5)


def test_risks_are_probabilities_and_outcomes_are_in_their_own_units(ensemble, frame):
    predicted = ensemble.predict(frame)
    assert predicted.shape == (200, 5)
    risks = predicted[:, [0, 2, 3, 4]]
    assert ((risks > 0) & (risks < 1)).all()
    assert predicted[:, 2:].sum(axis=1) == pytest.approx(1, abs=1e-6)


def test_networks_that_know_nothing_say_the_mean_of_their_splits(ensemble, frame):
    for group in ensemble.groups:
        for tensor in group.parameters.values():
            tensor.zero_()
    predicted = ensemble.predict(frame)
    assert predicted[:, 0] == pytest.approx(1 / 2)
    assert predicted[:, 1] == pytest.approx((8 + 9) / 2)
    assert predicted[:, 2:] == pytest.approx(1 / 3)


def test_a_row_is_predicted_the_same_whatever_rows_stand_beside_it(ensemble, frame):
    whole = ensemble.predict(frame)
    alone = np.vstack([ensemble.predict(frame.iloc[[i]]) for i in range(10)])
    assert alone == pytest.approx(whole[:10], rel=1e-5)


def test_more_rows_than_one_pass_holds_are_predicted_in_order(ensemble, frame):
    rows = np.random.default_rng(0).integers(0, 200, 9000)
    many = ensemble.predict(frame.iloc[rows])
    assert many == pytest.approx(ensemble.predict(frame)[rows], rel=1e-5)


def test_columns_that_are_no_features_and_their_order_do_not_matter(ensemble, frame):
    other = frame[["rare", "grade", "unit", "age"]].assign(note="x")
    assert np.array_equal(ensemble.predict(other), ensemble.predict(frame))


def test_levels_and_numbers_never_seen_in_training_are_predicted(ensemble, frame):
    strange = frame.iloc[:3].assign(unit="moon", age=1e9, grade=99.0, rare=np.nan)
    assert np.isfinite(ensemble.predict(strange)).all()
