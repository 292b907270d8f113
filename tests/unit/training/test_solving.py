"""Linear designs are solved in the stack: the objective of steps, a path, one model per split."""

import dataclasses

import numpy as np
import pytest
import torch
from scipy.optimize import minimize

from mtl_core.errors import RunCancelled
from mtl_core.models import build, forward_stacked
from mtl_core.objectives import masked_means, row_losses
from mtl_core.schema import HardSharing, OutputLayout, Task, TaskKind
from mtl_core.schema.specs import SGD, AdamW, LinearShared, RandomWeights, TraceNorm
from mtl_core.solvers import LinearWeights, Predictors
from mtl_core.training import Replica, plan_replicas, select, train_stack
from mtl_core.training.solving import network_parameters, solver_design

ALL = ("died", "stay", "stage")
DESIGNS = (LinearShared(), TraceNorm())


def without_validation(fold):
    """Hide the labels of validation rows: the last weights are kept."""
    known = fold.known.clone()
    known[fold.valid] = 0
    return dataclasses.replace(fold, known=known)


@pytest.fixture
def linear_job(make_job, make_fold):
    """Make a job of a linear design on two folds."""

    def make(design, replicas=None, *, validated=True, **options):
        folds = [make_fold(0), make_fold(1)]
        folds = folds if validated else [without_validation(fold) for fold in folds]
        replicas = replicas or plan_replicas([ALL], n_splits=2, n_members=1)
        return dataclasses.replace(make_job(replicas, folds=folds, **options), design=design)

    return make


def losses_on(job, group, rows):
    """Mean losses of each network on some rows of its fold, ``(n_networks, n_tasks)``."""
    skeleton = build(job.design, 5, group.layout).to("meta")
    folds = [job.folds[replica.split] for replica in group.replicas]
    features = torch.stack([fold.features[getattr(fold, rows)] for fold in folds])
    labels = torch.stack([fold.labels[getattr(fold, rows)] for fold in folds])
    known = torch.stack([fold.known[getattr(fold, rows)] for fold in folds])
    outputs = forward_stacked(skeleton, group.weights, features, training=False)
    return masked_means(row_losses(outputs, labels, group.layout), known)


def objective(job, group):
    """What a design makes small on the training rows of its folds."""
    penalty = build(job.design, 5, group.layout).penalty(group.weights)
    return losses_on(job, group, "train").sum(dim=1) + penalty


@pytest.mark.parametrize(
    "design",
    [LinearShared(0.01, 0.05, n_strengths=1), TraceNorm(0.05, n_strengths=1)],
    ids=lambda design: design.name,
)
def test_the_minimum_is_not_above_what_scipy_finds(linear_job, design):
    """Peer: L-BFGS-B on the losses and the penalty of the network itself."""
    job = linear_job(design, validated=False)
    (group,) = train_stack(job)
    found, nothing = objective(job, group), objective(job, untrained(job))
    peer = objective(job, descended(job, untrained(job)))
    assert (found < peer + 1e-5).all()
    assert (found < 0.8 * nothing).all()
    # descent comes as near as the objective's kinks let it: a ridge has none
    near = 1e-4 if isinstance(design, LinearShared) else 5e-3
    assert found.numpy() == pytest.approx(peer.numpy(), abs=near)


def descended(job, group):
    """Return the group at the end of a descent of its own objective from where it is."""
    sizes = [tensor.numel() for tensor in group.weights.values()]

    def moved(point):
        parts = torch.split(torch.from_numpy(point).float(), sizes)
        shapes = zip(group.weights.items(), parts, strict=True)
        weights = {name: part.view(old.shape) for (name, old), part in shapes}
        return dataclasses.replace(group, weights=weights)

    def value_and_gradient(point):
        there = moved(point)
        leaves = [tensor.requires_grad_() for tensor in there.weights.values()]
        value = objective(job, there).sum()
        grads = torch.autograd.grad(value, leaves)
        return value.item(), torch.cat([grad.flatten() for grad in grads]).double().numpy()

    start = np.zeros(sum(sizes))
    return moved(minimize(value_and_gradient, start, jac=True, method="L-BFGS-B").x)


def untrained(job):
    (group,) = train_stack(job)
    weights = {name: torch.zeros_like(tensor) for name, tensor in group.weights.items()}
    return dataclasses.replace(group, weights=weights)


def test_the_strength_with_the_smallest_validation_loss_is_taken(linear_job):
    weakest, n = LinearShared(shared=1e-3, own=1e-2), 5
    groups = [
        train_stack(linear_job(LinearShared(m * weakest.shared, m * weakest.own, n_strengths=1)))[0]
        for m in (1e4, 1e3, 1e2, 10, 1)
    ]
    job = linear_job(dataclasses.replace(weakest, n_strengths=n))
    (path,) = train_stack(job)
    base = torch.stack([fold.base_loss for fold in job.folds])
    losses = torch.stack([(losses_on(job, g, "valid") / base).mean(dim=1) for g in groups])
    chosen = (losses_on(job, path, "valid") / base).mean(dim=1)
    assert losses.min(dim=0).values.numpy() == pytest.approx(chosen.numpy(), abs=1e-4)
    assert (losses.max(dim=0).values > chosen + 1e-3).all()


def test_more_training_rows_than_one_block_holds_give_the_same_minimum(linear_job):
    """Eight copies of every row are the same objective."""
    once = linear_job(LinearShared(0.03, 0.06, n_strengths=1), validated=False)
    copies = [dataclasses.replace(fold, train=fold.train.repeat(8)) for fold in once.folds]
    groups = [train_stack(job)[0] for job in (once, dataclasses.replace(once, folds=copies))]
    one, other = ({n: t.numpy() for n, t in group.weights.items()} for group in groups)
    assert one["own.weight"] == pytest.approx(other["own.weight"], abs=1e-6)
    # constants of the classes of one task may all move together at no cost
    pair = slice(0, 2)
    assert one["own.bias"][:, pair] == pytest.approx(other["own.bias"][:, pair], abs=1e-6)


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_members_of_a_split_are_one_model_and_stand_in_their_order(linear_job, design):
    replicas = [Replica(ALL, split, member) for split in (0, 1) for member in (0, 1, 2)]
    (group,) = train_stack(linear_job(design, replicas))
    (single,) = train_stack(linear_job(design))
    assert group.replicas == tuple(replicas)
    for place, replica in enumerate(group.replicas):
        own, peer = (select(g.weights, [i]) for g, i in ((group, place), (single, replica.split)))
        assert all(torch.equal(own[name], peer[name]) for name in own)
    name = next(name for name in group.weights if name.endswith(".weight"))
    assert not torch.equal(group.weights[name][0], group.weights[name][3])


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_every_strength_is_told_and_asked_before(linear_job, design):
    checks, asked = [], []

    def ask():
        asked.append(None)
        return False

    job = linear_job(design, validated=False)
    train_stack(job, on_check=checks.append, should_stop=ask)
    assert [check.step for check in checks] == list(range(1, design.n_strengths + 1))
    assert {check.n_steps for check in checks} == {design.n_strengths}
    assert len(asked) > 2 * design.n_strengths
    with pytest.raises(RunCancelled):
        train_stack(job, should_stop=lambda: len(asked) > 2 * design.n_strengths)


def test_weaker_strengths_are_not_tried_once_two_have_not_helped(linear_job):
    checks = []
    job = linear_job(LinearShared(shared=1e-5, own=1e-4, n_strengths=20))
    # a dozen patients are soon known by heart
    folds = [dataclasses.replace(fold, train=torch.arange(12)) for fold in job.folds]
    train_stack(dataclasses.replace(job, folds=folds), on_check=checks.append)
    assert checks[-1].step < 20


def test_steps_are_taken_where_a_study_asks_for_what_only_steps_can_do(linear_job):
    job = linear_job(LinearShared())
    assert solver_design(job) == LinearShared()
    for option in ({"optimiser": SGD()}, {"l1": 0.1}, {"balancing": RandomWeights()}):
        spec = dataclasses.replace(job.spec, **option)
        assert solver_design(dataclasses.replace(job, spec=spec)) is None
    assert solver_design(dataclasses.replace(job, design=HardSharing())) is None
    usual = dataclasses.replace(job.spec, optimiser=AdamW(learning_rate=0.001))
    assert solver_design(dataclasses.replace(job, spec=usual)) is not None


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
@pytest.mark.parametrize("ordinal", [True, False])
def test_a_network_made_of_a_solution_has_its_losses(design, ordinal):
    tasks = [
        Task("stage", TaskKind.ORDINAL, ("I", "II", "III", "IV")),
        Task("site", TaskKind.MULTICLASS, ("a", "b", "c")),
        Task("died", TaskKind.BINARY, ("no", "yes")),
        Task("stay", TaskKind.REGRESSION),
    ]
    layout = OutputLayout.of(tasks if ordinal else tasks[1:])
    predictors = Predictors(layout)
    generator = torch.Generator().manual_seed(0)
    constants = torch.randn(2, predictors.n_predictors, generator=generator).double()
    if ordinal:
        place = predictors.columns(tasks[0])
        constants[:, place] = constants[:, place].sort(dim=1).values
    point = LinearWeights(
        torch.randn(2, 5, predictors.n_terms, generator=generator).double(), constants
    )
    features = torch.randn(2, 30, 5, generator=generator)
    labels = torch.randint(0, 2, (2, 30, layout.n_tasks), generator=generator).float()
    skeleton = build(design, 5, layout).to("meta")
    parameters = {
        name: tensor.float()
        for name, tensor in network_parameters(design, predictors, point).items()
    }
    assert set(parameters) == {name for name, _ in skeleton.named_parameters()}
    outputs = forward_stacked(skeleton, parameters, features, training=False)
    terms = features.double() @ point.weights
    predicted = terms @ predictors.spread + constants.unsqueeze(1)
    expected = predictors.row_losses(predicted, labels.double())
    assert np.ptp(expected.numpy()) > 1
    found = row_losses(outputs, labels, layout)
    assert found.numpy() == pytest.approx(expected.numpy(), abs=1e-4)
