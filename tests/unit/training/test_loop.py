"""The stack trains every replica as if it were alone; the same seed gives the same bits."""

import dataclasses

import pytest
import torch

from mtl_core.errors import RunCancelled
from mtl_core.models import build, forward_stacked
from mtl_core.objectives import masked_means, row_losses
from mtl_core.training import Replica, plan_replicas, select, train_stack

ALL = ("died", "stay", "stage")
REPLICAS = plan_replicas([ALL, ("stay", "stage"), ("died",)], n_splits=2, n_members=2)


def train(job, **options):
    """Train a job and return the weights of every network by replica."""
    return {
        replica: select(group.weights, [place])
        for group in train_stack(job, **options)
        for place, replica in enumerate(group.replicas)
    }


def predict(job, replica, weights):
    """Outputs of a replica's own tasks for all rows of its fold."""
    features = job.folds[replica.split].features
    layout = job.layout.restricted_to(replica.tasks)
    skeleton = build(job.design, features.shape[1], layout).to("meta")
    return forward_stacked(skeleton, weights, features.unsqueeze(0), training=False)[0]


def same_bits(one, other):
    return all(torch.equal(one[name], other[name]) for name in one)


def close(one, other):
    return all(torch.allclose(one[name], other[name], rtol=1e-3, atol=2e-5) for name in one)


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_a_replica_in_a_stack_becomes_what_it_becomes_alone(make_job, dropout):
    # To tolerance only: the order of sums in a matrix product depends on the size of the stack.
    together = train(make_job(REPLICAS, dropout=dropout))
    assert set(together) == set(REPLICAS)
    for replica in REPLICAS:
        assert close(together[replica], train(make_job([replica], dropout=dropout))[replica])


def test_a_groups_weights_do_not_change_when_the_labels_of_another_group_do(make_job, make_fold):
    fold = make_fold(0)
    changed = fold.labels.clone()
    changed[:, 2] = (changed[:, 2] + 1) % 3
    pair, lone = Replica(("died", "stay"), 0, 0), Replica(("stage",), 0, 0)
    folds = fold, dataclasses.replace(fold, labels=changed)
    one, other = (train(make_job([pair, lone], folds=[f], dropout=0.3)) for f in folds)
    assert same_bits(one[pair], other[pair])
    assert not same_bits(one[lone], other[lone])


def test_a_group_does_not_change_when_another_group_is_added(make_job):
    pair, lone = Replica(("died", "stay"), 0, 0), Replica(("stage",), 0, 0)
    assert close(train(make_job([pair]))[pair], train(make_job([pair, lone]))[pair])


def test_one_fold_moves_no_weight_of_another(make_job, make_fold):
    first, second = Replica(ALL, 0, 0), Replica(ALL, 1, 0)
    changed = dataclasses.replace(make_fold(2), seed_key=(0, 1))
    one = train(make_job([first, second], folds=[make_fold(0), make_fold(1)]))
    other = train(make_job([first, second], folds=[make_fold(0), changed]))
    assert same_bits(one[first], other[first])
    assert not same_bits(one[second], other[second])


def test_test_rows_move_no_weight(make_job, make_fold):
    fold = make_fold(0)
    features, labels = fold.features.clone(), fold.labels.clone()
    features[fold.test], labels[fold.test] = 100.0, 1.0
    altered = dataclasses.replace(fold, features=features, labels=labels)
    replica = Replica(ALL, 0, 0)
    one, other = (train(make_job([replica], folds=[f])) for f in (fold, altered))
    assert same_bits(one[replica], other[replica])


def test_what_stands_at_an_unknown_label_moves_no_weight(make_job, make_fold):
    fold = make_fold(0)
    altered = dataclasses.replace(fold, labels=torch.where(fold.known == 1, fold.labels, 1.0))
    replica = Replica(ALL, 0, 0)
    one, other = (train(make_job([replica], folds=[f])) for f in (fold, altered))
    assert same_bits(one[replica], other[replica])


def test_training_learns_what_was_planted(make_job):
    checks = []
    train(make_job(REPLICAS, n_steps=160, weight_decay=0.01), on_check=checks.append)
    assert all(loss < 0.8 for loss in checks[-1].losses.values())
    assert set(checks[-1].losses) == set(ALL)


def validation_loss(job, replica, weights):
    """Loss of a network on its validation rows, relative to the base rate, by own task."""
    fold, layout = job.folds[replica.split], job.layout.restricted_to(replica.tasks)
    own = [job.layout.index(task.name) for task in layout.tasks]
    outputs = predict(job, replica, weights)[fold.valid]
    losses = row_losses(outputs, fold.labels[fold.valid][:, own], layout)
    return masked_means(losses, fold.known[fold.valid][:, own]) / fold.base_loss[own]


NOISE, SIGNAL = Replica(("died",), 0, 0), Replica(("died",), 1, 0)


@pytest.fixture
def half_noise(make_fold):
    """Two folds; in the first the validation labels say the opposite of the training labels."""
    fold = make_fold(0)
    labels = fold.labels.clone()
    labels[fold.valid, 0] = 1 - labels[fold.valid, 0]
    # Fewer validation rows than the other fold has: what fills the gap may not count.
    noise = dataclasses.replace(fold, labels=labels, valid=fold.valid[:17])
    return {"folds": [noise, make_fold(1)], "n_steps": 160}


def test_a_replica_that_no_longer_improves_leaves_with_its_best_weights(make_job, half_noise):
    checks, alone_checks = [], []
    job = make_job([NOISE, SIGNAL], patience=2, **half_noise)
    weights = train(job, on_check=checks.append)
    unstopped = train(make_job([NOISE, SIGNAL], **half_noise))
    train(make_job([NOISE], **half_noise), on_check=alone_checks.append)
    assert [check.live for check in checks][:3] == [2, 2, 1]
    assert {check.live for check in alone_checks} == {1}
    lowest = min(check.losses["died"] for check in alone_checks)
    assert float(validation_loss(job, NOISE, weights[NOISE])[0]) == pytest.approx(lowest, abs=1e-4)
    assert same_bits(weights[NOISE], unstopped[NOISE])


def test_the_others_go_on_as_if_nobody_had_left(make_job, half_noise):
    # To tolerance only: the stack is smaller afterwards, and with it the order of sums.
    checks = []
    both = train(make_job([NOISE, SIGNAL], patience=4, **half_noise), on_check=checks.append)
    assert checks[-1].live < 2
    alone = train(make_job([SIGNAL], patience=4, **half_noise))
    assert close(both[SIGNAL], alone[SIGNAL])


def test_a_stack_in_which_nobody_improves_ends_early(make_job, half_noise):
    checks = []
    train(make_job([NOISE], patience=2, **half_noise), on_check=checks.append)
    assert checks[-1].live == 0
    assert checks[-1].step < 160 / 2


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_the_same_seed_gives_the_same_bits_and_another_seed_other_weights(make_job, dropout):
    first, again, other = (
        train(make_job(REPLICAS, dropout=dropout, seed=seed)) for seed in (0, 0, 1)
    )
    for replica in REPLICAS:
        assert same_bits(first[replica], again[replica])
        assert not close(first[replica], other[replica])


def test_members_of_one_ensemble_differ(make_job):
    one, other = train(make_job([Replica(ALL, 0, 0), Replica(ALL, 0, 1)])).values()
    assert not close(one, other)


def test_the_number_of_threads_changes_no_bit(make_job):
    replicas = plan_replicas([ALL, ("died",)], n_splits=2, n_members=6)
    job = make_job(replicas, dropout=0.3, n_steps=32, patience=2)
    before = torch.get_num_threads()
    one, three = train(job, n_threads=1), train(job, n_threads=3)
    assert torch.get_num_threads() == before
    assert all(same_bits(one[replica], three[replica]) for replica in replicas)


def test_networks_come_back_group_by_group_with_the_tasks_of_the_group(make_job):
    trained = train_stack(make_job(REPLICAS))
    assert [replica for group in trained for replica in group.replicas] == list(REPLICAS)
    for group in trained:
        names = {task.name for task in group.layout.tasks}
        assert {frozenset(replica.tasks) for replica in group.replicas} == {frozenset(names)}
        assert {len(tensor) for tensor in group.weights.values()} == {len(group.replicas)}
        assert not any(tensor.requires_grad for tensor in group.weights.values())


@pytest.mark.parametrize("asked", [1, 7, 30])
def test_a_request_to_stop_ends_training_before_the_next_step(make_job, asked):
    calls = []

    def should_stop():
        calls.append(None)
        return len(calls) >= asked

    with pytest.raises(RunCancelled):
        train_stack(make_job(REPLICAS[:1]), should_stop=should_stop)
    assert len(calls) == asked


def test_torchs_own_random_numbers_stay_where_they_were(make_job):
    before = torch.get_rng_state()
    train_stack(make_job(REPLICAS, dropout=0.5))
    assert torch.equal(torch.get_rng_state(), before)


def test_checks_end_at_the_last_step_and_report_only_tasks_in_training(make_job):
    checks = []
    train_stack(make_job([Replica(("died", "stage"), 0, 0)], n_steps=50), on_check=checks.append)
    steps = [check.step for check in checks]
    assert steps == sorted(set(steps))
    assert steps[-1] == checks[0].n_steps == 50
    assert all(set(check.losses) == {"died", "stage"} for check in checks)


def test_a_task_without_validation_labels_is_trained_to_the_end_and_says_nothing(
    make_job, make_fold
):
    fold = make_fold(0)
    known = fold.known.clone()
    known[fold.valid, 0] = 0.0
    folds = [dataclasses.replace(fold, known=known)]
    replicas = (Replica(("died",), 0, 0), Replica(("stay",), 0, 0))
    checks = []
    blind = train_stack(make_job(replicas, folds=folds, patience=2), on_check=checks.append)
    assert all("died" not in check.losses for check in checks)
    first = train_stack(
        make_job(replicas[:1], folds=[dataclasses.replace(fold, base_loss=torch.zeros(3))])
    )
    moved = (blind[0].weights["heads.weight"] - first[0].weights["heads.weight"]).abs().max()
    assert moved > 0.05
