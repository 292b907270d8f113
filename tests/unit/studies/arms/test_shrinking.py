"""Held-out predictions of diverse members, and how far quantities are shrunk by them."""

import dataclasses

import numpy as np
import pytest

from mtl_core.schema import Arm, TrainingSpec
from mtl_core.schema.specs import Diverse, Identical
from mtl_core.studies.arms.held_out import members_of, predict_held_out
from mtl_core.studies.arms.predictions import make_ensemble, predict_out_of_fold
from mtl_core.studies.arms.shrinking import least_squares_factor, shrinkage
from mtl_core.studies.arms.train import train_single
from mtl_core.studies.prepare.prepared import prepare


@pytest.fixture(scope="module")
def study(make_study):
    return make_study(names=("died", "stay"), groups=[("died", "stay")])


@pytest.fixture(scope="module")
def prepared(study, table):
    spec = TrainingSpec(n_steps=32, batch_size=32, n_members=3, members=Diverse())
    return prepare(dataclasses.replace(study, training=spec), table)


@pytest.fixture(scope="module")
def trained(prepared):
    return train_single(prepared, lambda _: None, lambda: False, 1)


def test_the_factor_is_that_of_least_squares_within_a_hundredth_and_one():
    rng = np.random.default_rng(0)
    predicted = rng.normal(size=200)
    observed = 0.4 * predicted + rng.normal(size=200)
    expected = np.linalg.lstsq(predicted[:, None], observed, rcond=None)[0][0]
    assert 0 < expected < 1
    assert least_squares_factor(predicted, observed) == pytest.approx(expected)
    assert least_squares_factor(predicted, -observed) == 0.01  # the order of patients stays
    assert least_squares_factor(predicted, 5 * observed) == 1
    assert least_squares_factor(np.zeros(3), np.ones(3)) == 1
    assert least_squares_factor(np.zeros(0), np.zeros(0)) == 1


def test_every_held_out_row_is_predicted_by_the_member_that_held_it_out(prepared, trained):
    held, fold = predict_held_out(prepared, trained, 0), prepared.folds[0]
    parts = [fold.hold_outs[member].valid.numpy() for member in range(3)]
    assert np.array_equal(held.rows, np.concatenate(parts))
    frame, start = prepared.table.frame, 0
    for member, part in enumerate(parts):
        alone = members_of(prepared, trained, [0], [member]).predict(frame.iloc[part])
        own = held.predicted[start : start + len(part)]
        assert np.allclose(own, alone, rtol=1e-4, atol=1e-4)
        start += len(part)


def test_no_member_learns_from_a_row_that_it_holds_out(prepared):
    for fold in prepared.folds:
        inside = set(fold.train.tolist()) | set(fold.valid.tolist())
        for each in fold.hold_outs:
            train, valid = set(each.train.tolist()), set(each.valid.tolist())
            assert not train & valid
            assert train | valid == inside
            assert not inside & set(fold.test.tolist())


def test_predictions_lie_nearer_to_the_training_mean_by_the_factor(prepared, trained):
    place, column = (f("stay") for f in (prepared.layout.index, prepared.layout.columns))
    # stays turn out a fiftieth as far from the mean as these networks were taught
    folds = [dataclasses.replace(fold, labels=fold.labels / 50) for fold in prepared.folds]
    prepared = dataclasses.replace(prepared, folds=tuple(folds))
    factor = shrinkage(prepared, trained, 1)[place].item()
    frame, centre = prepared.table.frame, prepared.folds[1].centre[place].item()
    plain = members_of(prepared, trained, [1]).predict(frame)
    shrunk = make_ensemble(prepared, trained, [1]).predict(frame)
    assert 0 < factor < 1
    assert np.allclose(shrunk[:, column], centre + factor * (plain[:, column] - centre), rtol=1e-4)
    others = [i for i in range(prepared.layout.width) if i != column.start]
    assert np.array_equal(shrunk[:, others], plain[:, others])


def test_test_labels_have_no_say_in_the_factor(prepared, trained):
    fold = prepared.folds[0]
    labels = fold.labels.clone()
    labels[fold.test] = labels[fold.test].flip(0)
    folds = (dataclasses.replace(fold, labels=labels), *prepared.folds[1:])
    changed = dataclasses.replace(prepared, folds=folds)
    assert shrinkage(changed, trained, 0).equal(shrinkage(prepared, trained, 0))


def test_identical_members_hold_out_the_same_rows_and_shrink_nothing(study, table):
    spec = TrainingSpec(n_steps=20, batch_size=32, n_members=2, members=Identical())
    prepared = prepare(dataclasses.replace(study, training=spec), table)
    trained = train_single(prepared, lambda _: None, lambda: False, 1)
    assert np.array_equal(predict_held_out(prepared, trained, 0).rows, prepared.splits[0].valid)
    assert (shrinkage(prepared, trained, 0) == 1).all()


def test_a_single_task_arm_of_diverse_members_predicts_every_labelled_row(prepared, trained):
    table = predict_out_of_fold(prepared, Arm.SINGLE_TASK, trained)
    assert np.isfinite(table["predicted"]).all()
    n = int((~np.isnan(prepared.labels["stay"])).sum())
    assert (table["task"] == "stay").sum() == n * prepared.study.plan.repeats
