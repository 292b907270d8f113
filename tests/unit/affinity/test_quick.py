"""Look-ahead affinity: planted groups, copies, blanks, order and threads."""

import dataclasses
import typing

import numpy as np
import pytest
import torch

from mtl_core.affinity import best_partition, quick_affinity, watched_design
from mtl_core.affinity.quick import look_ahead
from mtl_core.errors import RunCancelled
from mtl_core.models import build
from mtl_core.models.encoders.gains import RATE
from mtl_core.objectives import masked_means, row_losses
from mtl_core.schema import HardSharing, SharingDesign
from mtl_core.schema.specs import LinearShared, MixtureOfExperts, SoftSharing, TaskRelation
from mtl_core.training import Chunk, FoldTensors, plan_replicas

SIZES = (3, 2)
TINY = {"n_steps": 120}


def measured(planted, job_of, frame, **options):
    table = planted.as_table(frame)
    study = planted.planted_study(table, **options)
    job = job_of(study, table)
    return quick_affinity(job).ordered(study.schema.task_names), job


@pytest.fixture(scope="module")
def with_a_copy(planted, job_of):
    """Two groups, a copy of the first task, and a task that hardly anybody has."""
    frame = planted.planted_frame(SIZES, 0)
    rare = frame["t01"].where(np.arange(len(frame)) < 40)
    return measured(planted, job_of, frame.assign(t0copy=frame["t00"], t1rare=rare), **TINY)


@pytest.mark.parametrize("seed", [0, 1])
def test_planted_groups_are_recovered(planted, job_of, seed):
    frame = planted.planted_frame(SIZES, seed)
    gains, _ = measured(planted, job_of, frame, **TINY)
    names = [[gains.tasks[t] for t in g] for g in best_partition(gains.values).partition]
    assert names == planted.planted_groups(SIZES)


def test_no_task_helps_a_task_more_than_its_copy(with_a_copy):
    gains, _ = with_a_copy
    first, copy = gains.tasks.index("t00"), gains.tasks.index("t0copy")
    others = [i for i, n in enumerate(gains.tasks) if n in ("t01", "t02", "t10", "t11")]
    helped = gains.mean().values[0, :, first]
    assert helped[copy] > 0
    assert helped[copy] == pytest.approx(helped[first])
    assert (gains.mean().cosines[0, first, others] < 0.95).all()
    assert gains.mean().cosines[0, first, copy] == pytest.approx(1, abs=1e-5)


def test_a_task_that_few_patients_have_measures_finite_numbers(with_a_copy):
    gains, _ = with_a_copy
    assert np.isfinite(gains.mean().values).all()
    assert np.nanmax(np.abs(gains.cosines)) <= 1 + 1e-6


def test_a_task_without_labels_in_the_batch_contributes_nothing(with_a_copy):
    _, job = with_a_copy
    names = tuple(task.name for task in job.layout.tasks)
    chunk = Chunk(job, plan_replicas([names], 1, 1), FoldTensors.of(job.folds))
    fold = job.folds[0]
    known = fold.known[fold.train].clone()
    known[:, 2] = 0
    batch = (fold.features[fold.train], fold.labels[fold.train], known)
    held = (fold.features[fold.test], fold.labels[fold.test], fold.known[fold.test])
    for step in range(1, 4):
        chunk.step(step)
    affinity, cosines = look_ahead(
        chunk, tuple(p[None] for p in batch), tuple(p[None] for p in held), share=0.01
    )
    assert affinity[0, 2].isnan().all()
    assert cosines[0, 2].isnan().all()
    assert cosines[0, :, 2].isnan().all()
    assert affinity[0, 0].isfinite().all()


def test_a_look_equals_the_formula_written_out_for_one_network(with_a_copy):
    """1 - L_j(shared - eta grad_i) / L_j(shared) of Fifty 2021, by plain autograd and a copy."""
    _, job = with_a_copy
    names = tuple(task.name for task in job.layout.tasks)
    chunk = Chunk(job, plan_replicas([names], 1, 1), FoldTensors.of(job.folds))
    for step in range(1, 6):
        chunk.step(step)
    fold, i, j = job.folds[0], 1, 0
    parts = [
        (fold.features[rows], fold.labels[rows], fold.known[rows])
        for rows in (fold.train, fold.test)
    ]
    found, _ = look_ahead(chunk, *(tuple(p[None] for p in part) for part in parts), share=0.01)
    own = {n: p[0].detach().clone().requires_grad_() for n, p in chunk.stack.parameters.items()}

    def loss(parameters, part, task):
        features, labels, known = part
        hidden = features
        layers = [n.split(".")[2] for n in parameters if n.startswith("encoder.layers.")]
        hidden = hidden * (1 + RATE * parameters["encoder.gains"])
        for k in sorted(set(map(int, layers))):
            weight, bias = (parameters[f"encoder.layers.{k}.{w}"] for w in ("weight", "bias"))
            hidden = torch.relu(hidden @ weight.T + bias)
        outputs = hidden @ parameters["heads.weight"].T + parameters["heads.bias"]
        outputs = outputs + features @ parameters["skip.weight"].T
        return masked_means(row_losses(outputs, labels, job.layout), known)[task]

    shared = [n for n in own if n.startswith("encoder.")]
    grads = torch.autograd.grad(loss(own, parts[0], i), [own[n] for n in shared])
    length = torch.cat([g.flatten() for g in grads]).norm()
    reach = 0.01 * torch.cat([own[n].detach().flatten() for n in shared]).norm()
    moved = own | {n: own[n] - reach / length * g for n, g in zip(shared, grads, strict=True)}
    before, after = (loss(p, parts[1], j).item() for p in (own, moved))
    assert found[0, i, j].item() == pytest.approx(1 - after / before, rel=1e-3, abs=1e-6)


def test_permuting_the_tasks_permutes_the_matrix(planted, job_of):
    frame = planted.planted_frame(SIZES, 3)
    table = planted.as_table(frame)
    study = planted.planted_study(table, n_steps=40)
    back = dataclasses.replace(
        study,
        schema=dataclasses.replace(study.schema, tasks=study.schema.tasks[::-1]),
        grouping=type(study.grouping).coarsest(study.schema.task_names[::-1]),
    )
    job = job_of(study, table)
    # the same rows in the same folds: only the order of the tasks differs
    turned = dataclasses.replace(job, layout=job_of(back, table).layout)
    order = torch.tensor([job.layout.index(task.name) for task in turned.layout.tasks])
    folds = [
        dataclasses.replace(
            fold,
            labels=fold.labels[:, order],
            known=fold.known[:, order],
            base_loss=fold.base_loss[order],
        )
        for fold in job.folds
    ]
    direct = quick_affinity(job)
    moved = quick_affinity(dataclasses.replace(turned, folds=folds)).ordered(direct.tasks)
    assert turned.layout.tasks != job.layout.tasks
    assert moved.values == pytest.approx(direct.values, rel=1e-2, abs=2e-5)


def test_two_threads_measure_the_same_to_the_last_bit(with_a_copy):
    gains, job = with_a_copy
    again = quick_affinity(job, n_threads=2).ordered(gains.tasks)
    assert np.array_equal(again.values, gains.values, equal_nan=True)


def test_progress_is_told_and_a_stop_is_obeyed(with_a_copy):
    _, job = with_a_copy
    heard = []
    quick_affinity(job, on_fraction=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1
    with pytest.raises(RunCancelled):
        quick_affinity(job, should_stop=lambda: True)


DESIGNS = typing.get_args(SharingDesign)


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_the_joint_run_that_is_watched_has_encoders_that_all_tasks_share(with_a_copy, design):
    _, job = with_a_copy
    watched = watched_design(design())
    names = build(watched, 5, job.layout).state_dict()
    assert any(name.startswith(("encoder.", "experts.")) for name in names)
    assert watched_design(watched) == watched


def test_the_design_of_the_study_is_watched_where_all_its_tasks_share_encoders():
    for design in (HardSharing(width=7), TaskRelation(width=9), MixtureOfExperts(n_experts=3)):
        assert watched_design(design) is design
    assert watched_design(SoftSharing(width=12, depth=2)) == HardSharing(width=12, depth=2)
    assert watched_design(LinearShared()) == HardSharing()


def test_a_relation_of_strength_zero_is_measured_as_hard_sharing_is(planted, job_of):
    # with strength 0 task relation is hard sharing, to the bit
    table = planted.as_table(planted.planted_frame(SIZES, 2))
    job = job_of(planted.planted_study(table, n_steps=40), table)
    hard = job.design
    relation = TaskRelation(width=hard.width, depth=hard.depth, dropout=hard.dropout, strength=0.0)
    one, other = (quick_affinity(dataclasses.replace(job, design=d)) for d in (hard, relation))
    assert np.array_equal(one.values, other.values)
    assert np.array_equal(one.cosines, other.cosines)
    pulled = dataclasses.replace(relation, strength=1.0)
    assert not np.array_equal(
        quick_affinity(dataclasses.replace(job, design=pulled)).values, one.values
    )


def test_planted_groups_are_recovered_through_experts_too(planted, job_of):
    table = planted.as_table(planted.planted_frame(SIZES, 0))
    study = dataclasses.replace(
        planted.planted_study(table, **TINY),
        design=MixtureOfExperts(width=16, n_experts=2, dropout=0.0),
    )
    gains = quick_affinity(job_of(study, table)).ordered(study.schema.task_names)
    names = [[gains.tasks[t] for t in g] for g in best_partition(gains.values).partition]
    assert names == planted.planted_groups(SIZES)
