"""Balancing inside the training loop: what a step descends on."""

import dataclasses
import typing

import pytest
import torch
from torchjd import aggregation
from torchjd.autojac import jac_to_grad, mtl_backward

from mtl_core.errors import RunError
from mtl_core.models import build, shared_level
from mtl_core.objectives import masked_means, row_losses
from mtl_core.schema import HardSharing, SharingDesign, options_of
from mtl_core.schema.specs import (
    MGDA,
    Balancing,
    CAGrad,
    Equal,
    LinearShared,
    PCGrad,
    SoftSharing,
    TraceNorm,
    UncertaintyWeights,
    UPGrad,
)
from mtl_core.training import Replica, plan_replicas, select, train_stack
from mtl_core.training.seeding import seeded
from mtl_core.training.stack import Stack
from mtl_core.training.weighing import Weighing

ALL = ("died", "stay", "stage")
PAIR = ("died", "stay")
SPECS = [spec() for spec in typing.get_args(Balancing)]
METHODS = [spec for spec in SPECS if spec != Equal()]


def small(design):
    wanted = {"width": 8, "depth": 2, "dropout": 0.3}
    return design(**{name: wanted[name] for name in options_of(design) if name in wanted})


DESIGNS = [small(design) for design in typing.get_args(SharingDesign)]


@pytest.fixture(params=METHODS, ids=lambda spec: spec.name)
def method(request):
    return request.param


def train(job, **options):
    """Train a job and return the weights of every network by replica."""
    return {
        replica: select(group.weights, [place])
        for group in train_stack(job, **options)
        for place, replica in enumerate(group.replicas)
    }


def same_bits(one, other):
    return all(torch.equal(one[name], other[name]) for name in one)


def close(one, other):
    return all(torch.allclose(one[name], other[name], rtol=1e-2, atol=1e-3) for name in one)


def test_equal_weights_are_what_training_does_by_itself(make_job):
    replicas = plan_replicas([ALL], n_splits=2, n_members=1)
    plain, equal = (
        train(make_job(replicas, dropout=0.3, **s)) for s in ({}, {"balancing": Equal()})
    )
    # weights that are learned, but may not move from 1: the same steps, bit for bit
    idle = train(make_job(replicas, dropout=0.3, balancing=UncertaintyWeights(rate=0.0)))
    for replica in replicas:
        assert same_bits(plain[replica], equal[replica])
        assert same_bits(plain[replica], idle[replica])


def test_looking_at_gradients_changes_nothing_by_itself(make_job):
    replicas = plan_replicas([ALL], n_splits=2, n_members=1)
    plain = train(make_job(replicas, dropout=0.3))
    looked = train(make_job(replicas, dropout=0.3, balancing=CAGrad(radius=0.0)))
    for replica in replicas:
        assert same_bits(plain[replica], looked[replica])


def test_a_task_alone_is_trained_as_without_balancing_to_the_bit(make_job, method):
    alone = plan_replicas([("died",), ("stay",), ("stage",)], n_splits=2, n_members=1)
    plain = train(make_job(alone, dropout=0.3))
    balanced = train(make_job(alone, dropout=0.3, balancing=method))
    for replica in alone:
        assert same_bits(plain[replica], balanced[replica])


def test_a_method_changes_what_a_group_learns(make_job, method):
    replica, steps = Replica(ALL, 0, 0), {"n_steps": 80}
    plain = train(make_job([replica], **steps))[replica]
    assert not close(train(make_job([replica], balancing=method, **steps))[replica], plain)


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_every_design_trains_with_every_method(make_job, design, method):
    job = make_job([Replica(ALL, 0, 0)], n_steps=20, balancing=method)
    weights = train(dataclasses.replace(job, design=design))[Replica(ALL, 0, 0)]
    assert all(tensor.isfinite().all() for tensor in weights.values())


def test_threads_change_no_bit(make_job, method):
    replicas = plan_replicas([ALL, PAIR], n_splits=2, n_members=1)
    job = make_job(replicas, dropout=0.3, balancing=method, n_steps=20)
    one, two = train(job), train(job, n_threads=2)
    for replica in replicas:
        assert same_bits(one[replica], two[replica])


def test_a_replica_is_balanced_as_if_it_were_alone(make_job, method):
    replicas = plan_replicas([ALL, PAIR], n_splits=2, n_members=1)
    together = train(make_job(replicas, balancing=method, n_steps=20))
    for replica in replicas:
        alone = train(make_job([replica], balancing=method, n_steps=20))[replica]
        assert close(together[replica], alone)


def test_replicas_that_stop_early_take_their_weights_of_tasks_along(make_job, method):
    replicas = plan_replicas([ALL], n_splits=2, n_members=2)
    options = {"balancing": method, "patience": 1, "n_steps": 160, "learning_rate": 0.1}
    together = train(make_job(replicas, **options))
    for replica in replicas:
        assert close(together[replica], train(make_job([replica], **options))[replica])


def test_a_batch_without_labels_of_a_task_does_not_stall_the_others(make_job, make_fold, method):
    fold = make_fold(0)
    known = fold.known.clone()
    known[:, 2] = 0  # no label of the third task anywhere
    hidden = dataclasses.replace(fold, known=known)
    replica = Replica(ALL, 0, 0)
    job = make_job([replica], folds=[hidden], n_steps=80, balancing=method)
    weights = train(job)[replica]
    outputs = build(job.design, 5, job.layout)
    outputs.load_state_dict({name: tensor[0] for name, tensor in weights.items()})
    losses = masked_means(row_losses(outputs(fold.features), fold.labels, job.layout), known)
    assert losses[0] < 0.6  # log 2 = .69 at the start
    assert losses[1] < 0.4  # .5 or more at the start


def test_a_loss_that_is_no_number_ends_training_and_names_the_task(make_job, make_fold, method):
    fold = make_fold(0)
    labels = fold.labels.clone()
    labels[:, 1] = torch.nan
    broken = dataclasses.replace(fold, labels=labels, known=torch.ones_like(fold.known))
    with pytest.raises(RunError, match="stay") as caught:
        train(make_job([Replica(ALL, 0, 0)], folds=[broken], balancing=method))
    assert "died" not in str(caught.value)


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_all_tasks_pull_at_the_level_that_a_design_shares(layout, make_fold, design):
    with seeded(0):
        network = build(design, 5, layout)
    stack = Stack([network])
    with torch.no_grad():
        for parameter in stack.parameters.values():
            noise = torch.randn(parameter.shape, generator=torch.Generator().manual_seed(1))
            parameter.add_(noise)
    features = make_fold(0).features[:7].unsqueeze(0)
    level = shared_level(stack.skeleton)
    displacement = torch.zeros(1, *level.shape(7), requires_grad=True)
    displaced = stack.forward(features, training=False, displacement=displacement)
    torch.testing.assert_close(displaced, stack.forward(features, training=False))
    for task in layout.tasks:
        columns = displaced[..., layout.columns(task.name)]
        first = columns.log_softmax(dim=-1)[..., 0] if columns.shape[-1] > 1 else columns[..., 0]
        (gradient,) = torch.autograd.grad(first.sum(), displacement, retain_graph=True)
        # what cancels in the softmax of a multiclass task is not pulled at: linear, one score
        reached = design.name != "linear" or columns.shape[-1] == 1
        assert bool(gradient.abs().max() > 1e-4) == reached


def test_soft_sharing_at_one_point_is_seen_as_hard_sharing(layout, make_fold):
    # encoders that agree are one encoder: then both designs have the same gradients
    features = make_fold(0).features[:7].unsqueeze(0)
    seen = []
    for design in (HardSharing(width=8, dropout=0.0), SoftSharing(width=8, dropout=0.0)):
        with seeded(0):
            stack = Stack([build(design, 5, layout)])
        with torch.no_grad():
            weight = stack.parameters["heads.weight"]
            weight += torch.randn(weight.shape, generator=torch.Generator().manual_seed(1))
        displacement = torch.zeros(1, 7, 8, requires_grad=True)
        outputs = stack.forward(features, training=False, displacement=displacement)
        losses = row_losses(outputs, make_fold(0).labels[:7].unsqueeze(0), layout).mean(dim=1)[0]
        seen.append([torch.autograd.grad(x, displacement, retain_graph=True)[0] for x in losses])
    for hard, soft in zip(*seen, strict=True):
        torch.testing.assert_close(hard, soft)


AGAINST = [
    (PCGrad(), PAIR, aggregation.PCGrad),
    (CAGrad(radius=0.5), ALL, lambda: aggregation.CAGrad(c=0.5)),
    (MGDA(), ALL, aggregation.MGDA),
    (UPGrad(), ALL, aggregation.UPGrad),
]


@pytest.fixture
def directions(make_job, layout):
    """Compute the step of a linear encoder's weights by our balancing, and by torchjd's."""

    def compute(spec, tasks, library, features):
        own = layout.restricted_to(tasks)
        rows = len(features)
        job = make_job([Replica(tuple(t.name for t in own.tasks), 0, 0)], balancing=spec)
        generator = torch.Generator().manual_seed(2)
        with seeded(0):
            stack = Stack([build(HardSharing(width=4, depth=1, dropout=0.0), 5, own)])
        weight = "encoder.layers.0.weight"
        with torch.no_grad():
            stack.parameters["encoder.layers.0.bias"] += 100  # every unit works: a linear encoder
            heads = stack.parameters["heads.weight"]
            heads += torch.randn(heads.shape, generator=generator)
            stack.parameters["heads.bias"] -= 100 * heads.sum(dim=2)
        labels = torch.zeros(1, rows, own.n_tasks)
        mask = torch.ones_like(labels)
        weighing = Weighing(job, job.replicas, own)
        displacement = weighing.displacement(stack, features.unsqueeze(0))
        outputs = stack.forward(features.unsqueeze(0), training=True, displacement=displacement)
        outputs.backward(weighing.gradients(outputs, labels, mask, displacement))
        ours = stack.parameters[weight].grad[0]

        first = stack.parameters[weight][0].detach().requires_grad_()
        fixed = {n: p[0].detach() for n, p in stack.parameters.items()}
        shared = (features @ first.T + fixed["encoder.layers.0.bias"]).relu()
        outputs = shared @ fixed["heads.weight"].T + fixed["heads.bias"]
        outputs = outputs + features @ fixed["skip.weight"].T
        losses = masked_means(row_losses(outputs, labels[0], own), mask[0])
        empty = [[]] * own.n_tasks
        mtl_backward(
            list(losses), shared, tasks_params=empty, shared_params=[first], retain_graph=True
        )
        jac_to_grad([first], library())
        return ours.flatten(), first.grad.flatten()

    return compute


@pytest.mark.parametrize(
    ("spec", "tasks", "library"), AGAINST, ids=lambda x: getattr(x, "name", "")
)
@pytest.mark.parametrize("n_rows", [1, 4])
def test_a_linear_encoder_steps_as_with_torchjds_full_jacobian(
    spec, tasks, library, n_rows, directions
):
    """The theory of when the level does not matter.

    With ``z = W x`` the gradient with respect to ``W`` is the sum over patients of ``g x'``, so the
    scalar products of two tasks' gradients are sums over pairs of patients ``r, s`` of
    ``<g_r, g_s> <x_r, x_s>``; with respect to ``z`` they are sums of ``<g_r, g_r>``. They agree up
    to a factor, which weights do not depend on, for one patient, and for patients whose features
    are orthogonal and equally long.
    """
    drawn = torch.randn(5, n_rows, generator=torch.Generator().manual_seed(5))
    features = 3 * torch.linalg.qr(drawn).Q.T
    ours, theirs = directions(spec, tasks, library, features)
    assert torch.nn.functional.cosine_similarity(ours, theirs, dim=0) > 1 - 1e-5


def test_with_patients_who_are_alike_the_levels_differ(directions):
    # what the test above leans on is needed: rows that are far from orthogonal
    features = 1 + 0.3 * torch.randn(4, 5, generator=torch.Generator().manual_seed(5))
    ours, theirs = directions(MGDA(), ALL, aggregation.MGDA, features)
    assert torch.nn.functional.cosine_similarity(ours, theirs, dim=0) < 0.999


@pytest.mark.parametrize("design", [LinearShared(), TraceNorm()], ids=lambda design: design.name)
def test_a_linear_task_alone_is_solved_whatever_the_balancing(make_job, design, method):
    alone = plan_replicas([("died",), ("stay",)], n_splits=2, n_members=1)
    plain = train(dataclasses.replace(make_job(alone), design=design))
    balanced = train(dataclasses.replace(make_job(alone, balancing=method), design=design))
    for replica in alone:
        assert same_bits(plain[replica], balanced[replica])
