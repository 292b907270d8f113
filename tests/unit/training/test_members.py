"""Diverse members: rows and decay of their own, and each is what it would be alone."""

import dataclasses
import typing
from pathlib import Path

import pytest
import torch

from mtl_core.schema import TrainingSpec, options_of
from mtl_core.schema.specs import SGD, AdamW, Diverse, Identical, LinearShared, Members
from mtl_core.training import HoldOut, Replica, plan_replicas, train_stack
from mtl_core.training.members import optimiser_of

PAGE = Path(__file__).parents[3] / "docs" / "methods" / "ensembles.md"
ALL = ("died", "stay", "stage")


@pytest.fixture
def fold(make_fold):
    """Draw a fold whose rows 0 to 129 are held out in thirds of 30, 50 and 50."""
    rows = torch.arange(130)
    parts = [rows[100:], rows[:50], rows[50:100]]
    hold_outs = tuple(HoldOut(rows[~torch.isin(rows, part)], part) for part in parts)
    return dataclasses.replace(make_fold(3), hold_outs=hold_outs)


def train(job):
    return {
        replica: {name: tensor[place] for name, tensor in group.weights.items()}
        for group in train_stack(job)
        for place, replica in enumerate(group.replicas)
    }


def test_every_second_pair_decays_faster_up_to_the_largest_decay():
    members = Diverse(decay=4.0, rows=500)
    spec = TrainingSpec(optimiser=AdamW(weight_decay=0.5), members=members, n_members=6)
    decays = [optimiser_of(spec, member, 500).weight_decay for member in range(6)]
    assert decays == [0.5, 0.5, 2.0, 2.0, 0.5, 0.5]
    most = dataclasses.replace(spec, members=Diverse(decay=100.0, rows=500))
    assert optimiser_of(most, 2, 500).weight_decay == 10


@pytest.mark.parametrize(("n_rows", "expected"), [(500, 1.0), (1000, 0.5), (4000, 0.125)])
def test_twice_the_rows_are_half_the_decay(n_rows, expected):
    spec = TrainingSpec(optimiser=AdamW(weight_decay=0.5), members=Diverse(rows=1000))
    assert optimiser_of(spec, 0, n_rows).weight_decay == pytest.approx(expected)


def test_identical_members_have_the_study_s_own_optimiser():
    spec = TrainingSpec(n_members=8, members=Identical())
    assert {optimiser_of(spec, member, 100) for member in range(8)} == {spec.optimiser}


def test_a_decay_of_one_changes_nothing_in_any_optimiser():
    for optimiser in (AdamW(), SGD()):
        members = Diverse(decay=1.0, rows=100)
        spec = TrainingSpec(optimiser=optimiser, members=members, n_members=4)
        assert {optimiser_of(spec, member, 100) for member in range(4)} == {optimiser}


def test_a_member_does_not_depend_on_which_other_members_exist(make_job, fold):
    options = {"members": Diverse(), "n_steps": 48, "dropout": 0.3}
    several = train(make_job(plan_replicas([ALL], 1, 4), folds=[fold], **options))
    for members in ([0], [3], [1, 2]):
        replicas = tuple(Replica(ALL, 0, member) for member in members)
        few = train(make_job(replicas, folds=[fold], **options))
        for replica in replicas:
            for name, tensor in few[replica].items():
                assert torch.allclose(tensor, several[replica][name], atol=1e-5)


def test_a_member_learns_from_all_rows_but_those_it_holds_out(make_job, fold):
    """Labels of held-out rows are scrambled: they may decide when to stop, and nothing else."""
    replicas = plan_replicas([ALL], 1, 3)
    options = {"n_steps": 20, "patience": 1000}
    before = train(make_job(replicas, folds=[no_choice(fold)], **options))
    for member in range(3):
        own = fold.hold_outs[member].valid
        labels = fold.labels.clone()
        labels[own] = labels[own].flip(0)
        changed = no_choice(dataclasses.replace(fold, labels=labels))
        after = train(make_job(replicas, folds=[changed], **options))
        for replica in replicas:
            same = [torch.equal(before[replica][n], after[replica][n]) for n in before[replica]]
            assert all(same) is (replica.member == member)


def no_choice(fold):
    """Hide all validation labels from the checks: every member keeps its last weights."""
    hold_outs = tuple(HoldOut(each.train, each.valid[:0]) for each in fold.hold_outs)
    return dataclasses.replace(fold, hold_outs=hold_outs, valid=fold.valid[:0])


def test_the_first_hold_out_is_the_fold_s_own_validation(make_job, fold, make_fold):
    plain = make_fold(3)
    replicas = plan_replicas([ALL], 1, 1)
    with_parts, without = (
        train(make_job(replicas, folds=[each], n_steps=32)) for each in (fold, plain)
    )
    for name, tensor in with_parts[replicas[0]].items():
        assert torch.equal(tensor, without[replicas[0]][name])


def test_a_solved_member_is_the_minimum_of_its_own_rows(make_job, fold):
    """Members of a linear design that hold out other rows have other minima; those alike, one."""
    job = make_job(plan_replicas([ALL], 1, 4), folds=[fold], n_steps=20)
    job = dataclasses.replace(job, design=LinearShared())
    own = train(job)
    weights = [own[Replica(ALL, 0, member)]["own.weight"] for member in range(4)]
    assert torch.equal(weights[0], weights[3])  # three parts: the fourth member starts again
    assert not torch.allclose(weights[0], weights[1], atol=1e-4)
    rows = fold.hold_outs[2]
    alone = dataclasses.replace(
        fold, hold_outs=(), train=rows.train, valid=rows.valid, base_loss=job.base_loss_of(0, 2)
    )
    single = train(dataclasses.replace(job, folds=[alone], replicas=(Replica(ALL, 0, 0),)))
    assert torch.allclose(single[Replica(ALL, 0, 0)]["own.weight"], weights[2], atol=1e-3)


@pytest.mark.parametrize("kind", typing.get_args(Members))
def test_the_page_names_each_kind_of_members_and_its_defaults(kind):
    text = PAGE.read_text(encoding="utf-8")
    assert f"| `{kind.name}`" in text
    for name in options_of(kind):
        assert f"| `{name}` | {getattr(kind(), name):g} |" in text
