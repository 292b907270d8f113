"""The champion takes, task by task and split by split, what its own validation rows prefer."""

import dataclasses

import numpy as np
import pytest
from sklearn.metrics import log_loss, mean_squared_error

from mtl_core.schema import Arm, EvaluationPlan, TrainingSpec
from mtl_core.schema.events import PredictionsReady, ResultReady
from mtl_core.schema.specs import Diverse, Identical
from mtl_core.studies.arms.champion import champion_table, choose_champion, validation_losses
from mtl_core.studies.arms.predictions import predict_out_of_fold, predict_rows
from mtl_core.studies.arms.train import assemble_multi_task, train_shared, train_single
from mtl_core.studies.prepare.prepared import prepare
from mtl_core.training import TrainedGroup, select

TASKS = ("died", "icu", "stay", "stage")
TOGETHER = ("died", "icu", "stay")
TRAINING = TrainingSpec(n_steps=48, batch_size=32, n_members=2, patience=3)
PLAN = EvaluationPlan(folds=3, repeats=2, n_resamples=50)


@pytest.fixture(scope="module")
def study(make_study):
    """Three tasks together and one alone."""
    return make_study(groups=[TOGETHER], training=TRAINING, plan=PLAN, champion=True)


def both_arms(prepared):
    ways = lambda _: None, lambda: False, 1
    shared, single = train_shared(prepared, *ways), train_single(prepared, *ways)
    return assemble_multi_task(prepared, shared, single), single


@pytest.fixture(scope="module")
def prepared(study, table):
    return prepare(study, table)


@pytest.fixture(scope="module")
def arms(prepared):
    return both_arms(prepared)


@pytest.fixture(scope="module")
def told(study, run):
    events = run(study)
    tables = {e.arm: e.predictions for e in events if isinstance(e, PredictionsReady)}
    return tables, [e for e in events if isinstance(e, ResultReady)][-1].result


def test_per_task_and_split_the_predictions_are_those_of_one_arm(told):
    tables, result = told
    keys = ["row", "task", "repeat", "fold", "class"]
    for arm in (Arm.MULTI_TASK, Arm.SINGLE_TASK):
        assert tables[arm][keys].equals(tables[Arm.CHAMPION][keys])
    for (task, repeat, fold), places in (
        tables[Arm.CHAMPION].groupby(["task", "repeat", "fold"]).indices.items()
    ):
        taken = result.champion[task][repeat * PLAN.folds + fold]
        own = tables[Arm.CHAMPION]["predicted"].to_numpy()[places]
        assert np.array_equal(own, tables[taken]["predicted"].to_numpy()[places])


def test_the_arm_with_the_smaller_validation_loss_is_taken(prepared, arms):
    chosen, turned = choose_champion(prepared, *arms), choose_champion(prepared, *arms[::-1])
    for task in TOGETHER:  # the arms change places, and so does every choice
        assert all(one is not other for one, other in zip(chosen[task], turned[task], strict=True))
    assert tuple(chosen) == prepared.study.schema.task_names
    for number in range(len(prepared.splits)):
        multi, single = (validation_losses(prepared, arm, number) for arm in arms)
        for task in TASKS:
            better = Arm.SINGLE_TASK if single[task] < multi[task] else Arm.MULTI_TASK
            assert chosen[task][number] is better


def test_losses_are_log_loss_and_squared_error_as_scikit_learn_has_them(prepared, arms):
    losses, split = validation_losses(prepared, arms[0], 0), prepared.splits[0]
    predicted = predict_rows(prepared, arms[0], 0, split.valid)
    known = {task: ~np.isnan(prepared.labels[task][split.valid]) for task in TASKS}
    for task, by_hand in (("died", log_loss), ("stage", log_loss), ("stay", mean_squared_error)):
        labels = prepared.labels[task][split.valid][known[task]]
        risks = predicted[task][known[task]].squeeze()
        if task == "stage":
            risks = risks / risks.sum(axis=1, keepdims=True)
        assert losses[task] == pytest.approx(by_hand(labels, risks), rel=1e-5)


def test_a_task_that_stands_alone_is_the_same_in_all_three_arms(told):
    tables, result = told
    assert set(result.champion["stage"]) == {Arm.MULTI_TASK}
    lone = [
        tables[arm].loc[tables[arm]["task"] == "stage", "predicted"].to_numpy()
        for arm in (Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.CHAMPION)
    ]
    assert np.array_equal(lone[0], lone[1])
    assert np.array_equal(lone[0], lone[2])


@pytest.mark.parametrize("number", [0, 4])
def test_the_labels_of_a_split_s_test_rows_have_no_say_in_its_choice(study, table, number):
    """Nets are trained anew on a cohort whose test labels are turned upside down."""
    prepared = prepare(study, table)
    test = prepared.splits[number].test
    labels = {name: values.copy() for name, values in prepared.labels.items()}
    fold = prepared.folds[number]
    planted = fold.labels.clone()
    for place, task in enumerate(prepared.layout.tasks):
        labels[task.name][test] = labels[task.name][test][::-1]
        planted[test, place] = fold.labels[test, place].flip(0)
    folds = list(prepared.folds)
    folds[number] = dataclasses.replace(fold, labels=planted)
    changed = dataclasses.replace(prepared, labels=labels, folds=tuple(folds))
    assert not np.array_equal(changed.labels["died"], prepared.labels["died"], equal_nan=True)
    one = choose_champion(prepared, *both_arms(prepared))
    other = choose_champion(changed, *both_arms(changed))
    assert [one[task][number] for task in TASKS] == [other[task][number] for task in TASKS]
    losses = [
        [validation_losses(p, arm, number) for arm in both_arms(p)] for p in (prepared, changed)
    ]
    assert losses[0] == losses[1]


@pytest.mark.parametrize("members", [Identical(), Diverse()], ids=lambda spec: spec.name)
def test_no_network_learns_from_the_rows_that_choose(study, table, members):
    training = dataclasses.replace(TRAINING, members=members)
    prepared = prepare(dataclasses.replace(study, training=training), table)
    for fold, split in zip(prepared.folds, prepared.splits, strict=True):
        for member in range(TRAINING.n_members):
            own = fold.rows_of(member)
            taught = set(prepared.patients[own.train.numpy()])
            assert not taught & set(prepared.patients[own.valid.numpy()])
            assert not taught & set(prepared.patients[split.test])
            assert not set(own.valid.tolist()) & set(split.test.tolist())


def test_members_that_hold_out_rows_of_their_own_are_asked_about_those_alone(study, table):
    training = dataclasses.replace(TRAINING, n_members=3, members=Diverse())
    prepared = prepare(dataclasses.replace(study, training=training), table)
    multi, _ = both_arms(prepared)
    fold, told = prepared.folds[2], []
    for member in range(3):
        rows = fold.rows_of(member).valid.numpy()
        one = [
            TrainedGroup(g.layout, (r,), select(g.weights, [i]))
            for g in multi
            for i, r in enumerate(g.replicas)
            if (r.split, r.member) == (2, member)
        ]
        risks = predict_rows(prepared, one, 2, rows)["died"][:, 0]
        labels = prepared.labels["died"][rows]
        told.extend(np.where(labels == 1, risks, 1 - risks)[~np.isnan(labels)])
    held_out = [set(fold.rows_of(member).valid.tolist()) for member in range(3)]
    assert sum(map(len, held_out)) == len(set.union(*held_out))
    losses = validation_losses(prepared, multi, 2)
    assert losses["died"] == pytest.approx(-np.log(told).mean(), rel=1e-5)


def test_without_a_validation_label_multi_task_is_taken(prepared, arms):
    labels = {name: values.copy() for name, values in prepared.labels.items()}
    labels["died"][prepared.splits[1].valid] = np.nan
    chosen = choose_champion(dataclasses.replace(prepared, labels=labels), *arms)
    assert chosen["died"][1] is Arm.MULTI_TASK


def test_a_champion_of_one_arm_alone_is_that_arm(prepared, arms):
    tables = [
        predict_out_of_fold(prepared, arm, trained)
        for arm, trained in zip((Arm.MULTI_TASK, Arm.SINGLE_TASK), arms, strict=True)
    ]
    for place, arm in enumerate((Arm.MULTI_TASK, Arm.SINGLE_TASK)):
        chosen = {task: (arm,) * len(prepared.splits) for task in TASKS}
        champion = champion_table(prepared, chosen, *tables)
        assert champion["predicted"].equals(tables[place]["predicted"])
        assert set(champion["arm"]) == {Arm.CHAMPION}


def test_a_study_without_a_champion_has_none(make_study, run):
    events = run(make_study())
    result = [e for e in events if isinstance(e, ResultReady)][-1].result
    assert result.champion == {}
    assert Arm.CHAMPION not in result.tasks["died"].arms
