"""L-BFGS over a stack reaches the minimum of every replica's own convex objective."""

import dataclasses

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from mtl_core.schema import OutputLayout, Task, TaskKind, TrainingSpec
from mtl_core.schema.specs import LBFGS, LinearShared
from mtl_core.training import FoldData, Job, Replica, select, train_stack
from mtl_core.training.quasi_newton import QuasiNewton


def quadratics(n_replicas, size, seed=0):
    """Convex quadratics ``(w - m)' A (w - m) / 2`` of different conditions."""
    generator = torch.Generator().manual_seed(seed)
    roots = torch.randn(n_replicas, size, size, generator=generator).double()
    spread = torch.logspace(0, 2, size).double()
    matrices = roots @ (spread.unsqueeze(-1) * roots.mT) / size + torch.eye(size)
    return matrices, torch.randn(n_replicas, size, generator=generator).double()


def minimise(matrices, minima, n_steps, leave=None):
    weights = {"w": torch.zeros(*minima.shape).double().requires_grad_()}
    newton = QuasiNewton(weights, history=10)

    def objective():
        away = weights["w"] - minima
        values = 0.5 * (away.unsqueeze(1) @ matrices @ away.unsqueeze(2)).flatten()
        weights["w"].grad = None
        torch.autograd.backward(values.sum())
        return values.detach()

    for step in range(n_steps):
        if leave is not None and step == n_steps // 2:
            weights["w"] = weights["w"].detach()[leave].requires_grad_()
            minima, matrices = minima[leave], matrices[leave]
            newton.keep(weights, leave)
        newton.step(objective)
    return weights["w"].detach()


def test_quadratics_of_different_conditions_reach_their_minima():
    matrices, minima = quadratics(4, 8)
    assert torch.allclose(minimise(matrices, minima, 80), minima, atol=1e-4)


def test_a_replica_moves_as_it_does_alone():
    matrices, minima = quadratics(3, 6)
    together = minimise(matrices, minima, 8)
    assert (together - minima).abs().max() > 1e-3
    for place in range(3):
        alone = minimise(matrices[[place]], minima[[place]], 8)
        assert torch.allclose(together[place], alone[0], atol=1e-9)


def test_those_who_stay_go_on_as_if_nobody_had_left():
    matrices, minima = quadratics(3, 6)
    stay = torch.tensor([0, 2])
    assert torch.allclose(
        minimise(matrices, minima, 12, leave=stay), minimise(matrices, minima, 12)[stay], atol=1e-9
    )


@pytest.fixture
def fold():
    generator = torch.Generator().manual_seed(5)
    features = torch.randn(260, 4, generator=generator)
    true = torch.tensor([[1.0, -0.5, 0.2, 0.0], [0.8, -0.2, -0.3, 0.4]])
    score = features @ true.T + 0.5 * torch.randn(260, 2, generator=generator)
    labels = torch.stack([(score[:, 0] > 0.3).float(), score[:, 1]], dim=1)
    known = (torch.rand(260, 2, generator=generator) < 0.8).float()
    known[200:] = 0  # nothing to validate on: the last weights are kept
    return FoldData(
        features=features,
        labels=labels * known,
        known=known,
        base_loss=torch.ones(2),
        train=torch.arange(200),
        valid=torch.arange(200, 260),
        test=torch.arange(200, 260),
        centre=torch.zeros(2),
        scale=torch.ones(2),
        seed_key=(0, 0),
    )


TASKS = (Task("died", TaskKind.BINARY, ("no", "yes")), Task("stay", TaskKind.REGRESSION))


def linear_weights(fold, tasks, design, **options):
    spec = TrainingSpec(n_steps=80, optimiser=LBFGS(**options))
    job = Job((Replica(tasks, 0, 0),), [fold], OutputLayout.of(TASKS), design, spec, 0)
    (group,) = train_stack(job)
    weights = select(group.weights, [0])
    return (weights["shared.weight"] + weights["own.weight"])[0], weights["own.bias"][0]


def test_a_binary_task_alone_is_the_logistic_regression_of_scikit_learn(fold):
    """The best split of w costs ab/(a + b) |w|^2; scikit-learn's C is 1/(2 n) of that."""
    weights, constant = linear_weights(fold, ("died",), LinearShared(shared=0.03, own=0.06))
    labelled = fold.known[:200, 0] == 1
    rows, labels = fold.features[:200][labelled].numpy(), fold.labels[:200, 0][labelled].numpy()
    peer = LogisticRegression(C=1 / (2 * 0.02 * len(rows)), tol=1e-10, max_iter=1000)
    peer.fit(rows.astype(np.float64), labels)
    assert np.abs(peer.coef_).max() > 0.2
    assert weights[0].numpy() == pytest.approx(peer.coef_[0], abs=2e-4)
    assert float(constant[0]) == pytest.approx(peer.intercept_[0], abs=2e-4)


def test_a_regression_alone_solves_the_normal_equations_of_ridge(fold):
    """With decay d on both parts the joint penalty is that of d/2 beside the design's own."""
    weights, constant = linear_weights(
        fold, ("stay",), LinearShared(shared=0.0, own=0.0), weight_decay=0.2
    )
    labelled = fold.known[:200, 1] == 1
    rows, target = fold.features[:200][labelled].double(), fold.labels[:200, 1][labelled].double()
    centred, mean = rows - rows.mean(dim=0), target.mean()
    system = centred.T @ centred / len(rows) + 2 * 0.05 * torch.eye(4)
    expected = torch.linalg.solve(system, centred.T @ (target - mean) / len(rows))
    assert weights[0].numpy() == pytest.approx(expected.numpy(), abs=2e-4)
    assert float(constant[0]) == pytest.approx(float(mean - rows.mean(dim=0) @ expected), abs=2e-4)


def test_more_training_rows_than_one_block_holds_give_the_same_minimum(fold):
    """Four copies of every row are the same objective."""
    copies = dataclasses.replace(fold, train=torch.arange(200).repeat(4))
    design = LinearShared(shared=0.03, own=0.06)
    one, other = (linear_weights(f, ("died", "stay"), design) for f in (fold, copies))
    assert one[0].numpy() == pytest.approx(other[0].numpy(), abs=2e-4)
