"""A shared and an own part: the closed form, and what other tools find for the same objective."""

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.linear_model import LogisticRegression, Ridge
from statsmodels.miscmodels.ordinal_model import OrderedModel

from mtl_core.solvers import ProximalNewton, SharedRidge

PAIR = ("stay", "cost")


def both(number, n=2):
    return torch.full((n,), float(number), dtype=torch.float64)


def solved(given, shared, own, problem=None):
    problem = problem or given.problem
    n = problem.rows.n_replicas
    newton = ProximalNewton(problem.without_features, tolerance=1e-10)
    return newton.solve(problem, SharedRidge(both(shared, n), both(own, n)))


def labelled(given, replica, place):
    """Rows and labels of one task of one replica, as plain arrays."""
    known = given.known[replica, :, place] > 0
    rows, labels = given.features[replica][known], given.labels[replica, known, place]
    return rows.double().numpy(), labels.numpy()


def stacked_normal_equations(given, replica, shared, own):
    """Solve for ``w_0, v_1, b_1, v_2, b_2, ...`` at once; return each ``w_0 + v_t`` and ``b_t``."""
    n_tasks, n = given.layout.n_tasks, given.features.shape[2]
    size = n + n_tasks * (n + 1)
    system, right = np.zeros((size, size)), np.zeros(size)
    system[:n, :n] = 2 * shared * np.eye(n)
    for task in range(n_tasks):
        rows, labels = labelled(given, replica, task)
        start = n + task * (n + 1)
        design = np.zeros((len(rows), size))
        design[:, :n] = design[:, start : start + n] = rows
        design[:, start + n] = 1
        system += design.T @ design / len(rows)
        right += design.T @ labels / len(rows)
        system[start : start + n, start : start + n] += 2 * own * np.eye(n)
    found = np.linalg.solve(system, right)
    own_parts = found[n:].reshape(n_tasks, n + 1)
    return found[:n] + own_parts[:, :n], own_parts[:, n]


@pytest.mark.parametrize(("shared", "own"), [(0.05, 0.2), (0.2, 0.05), (1e-6, 1.0), (3, 1e-5)])
def test_regressions_meet_the_normal_equations_of_the_stacked_system(given, shared, own):
    regressions = given(PAIR)
    point = solved(regressions, shared, own)
    for replica in range(2):
        weights, constants = stacked_normal_equations(regressions, replica, shared, own)
        assert np.abs(weights).max() > 0.01
        assert point.weights[replica].T.numpy() == pytest.approx(weights, abs=1e-9)
        assert point.constants[replica].numpy() == pytest.approx(constants, abs=1e-9)


def test_a_single_step_solves_regressions(given):
    regressions, asked = given(PAIR), []
    problem = regressions.problem
    newton = ProximalNewton(problem.without_features, lambda: asked.append(None))
    newton.solve(problem, SharedRidge(both(0.1), both(0.2)))
    assert len(asked) == 2  # the second step finds that nothing is left to gain


def test_a_large_penalty_on_shared_weights_leaves_a_ridge_per_task(given):
    """Peer: scikit-learn's Ridge, whose objective is ours times twice the number of rows."""
    regressions = given(PAIR)
    point = solved(regressions, 1e9, 0.03)
    for place in range(2):
        rows, labels = labelled(regressions, 0, place)
        peer = Ridge(alpha=2 * len(rows) * 0.03).fit(rows, labels)
        assert point.weights[0, :, place].numpy() == pytest.approx(peer.coef_, abs=1e-6)
        assert point.constants[0, place].item() == pytest.approx(peer.intercept_, abs=1e-6)


def test_a_large_penalty_on_own_weights_leaves_one_ridge_over_the_stacked_tasks(given):
    """Peer: scikit-learn's Ridge on both tasks' centred rows, each task with weight one."""
    regressions = given(PAIR)
    point = solved(regressions, 0.03, 1e7)
    rows, labels, shares = [], [], []
    for place in range(2):
        own_rows, own_labels = labelled(regressions, 0, place)
        rows.append(own_rows - own_rows.mean(axis=0))
        labels.append(own_labels - own_labels.mean())
        shares.append(np.full(len(own_rows), 1 / len(own_rows)))
    peer = Ridge(alpha=2 * 0.03, fit_intercept=False)
    peer.fit(np.concatenate(rows), np.concatenate(labels), np.concatenate(shares))
    for place in range(2):
        assert point.weights[0, :, place].numpy() == pytest.approx(peer.coef_, abs=1e-5)


def test_a_binary_task_alone_is_a_logistic_regression_of_the_joint_penalty(given):
    """Peer: scikit-learn; the best split of w into w_0 + v costs ab/(a + b) |w|^2."""
    alone = given(("died",))
    point = solved(alone, 0.03, 0.06)
    rows, labels = labelled(alone, 1, 0)
    peer = LogisticRegression(C=1 / (2 * len(rows) * 0.02), tol=1e-10, max_iter=10_000)
    peer.fit(rows, labels)
    assert point.weights[1, :, 0].numpy() == pytest.approx(peer.coef_[0], abs=1e-4)
    assert point.constants[1, 0].item() == pytest.approx(peer.intercept_[0], abs=1e-4)


def test_a_multiclass_task_alone_is_a_multinomial_regression_that_shares_nothing(given):
    """Peer: scikit-learn. What all classes share cancels, so its penalty is never paid."""
    alone = given(("site",))
    point = solved(alone, 0.03, 0.01)
    rows, labels = labelled(alone, 0, 0)
    peer = LogisticRegression(C=1 / (2 * len(rows) * 0.01), tol=1e-10, max_iter=10_000)
    peer.fit(rows, labels)
    assert point.weights[0].T.numpy() == pytest.approx(peer.coef_, abs=1e-4)
    constants = point.constants[0] - point.constants[0].mean()
    assert constants.numpy() == pytest.approx(peer.intercept_ - peer.intercept_.mean(), abs=1e-4)


def test_an_ordinal_task_without_penalty_is_proportional_odds_regression(given):
    """Peer: statsmodels' OrderedModel, fitted by maximum likelihood."""
    alone = given(("stage",))
    point = solved(alone, 0, 0)
    rows, labels = labelled(alone, 0, 0)
    outcome = pd.Series(pd.Categorical(labels, ordered=True))
    peer = OrderedModel(outcome, rows, distr="logit").fit(method="bfgs", disp=False, gtol=1e-8)
    cuts = peer.model.transform_threshold_params(peer.params)[1:-1]
    assert point.weights[0, :, 0].numpy() == pytest.approx(peer.params[:6], abs=1e-4)
    assert point.constants[0].numpy() == pytest.approx(cuts, abs=1e-4)


def test_tasks_of_every_kind_end_where_no_gradient_is_left(every_kind):
    """The gradient of the penalty written with w_0 and v_t: both must balance that of the loss."""
    shared, own = 0.01, 0.05
    point = solved(every_kind, shared, own)
    gradient, at_constants = every_kind.gradients(point)
    shared_weights = SharedRidge(both(shared), both(own)).shared_weights(point.weights)
    assert shared_weights.abs().max() > 0.01
    for_own = gradient + 2 * own * (point.weights - shared_weights)
    for_shared = gradient.sum(dim=2, keepdim=True) + 2 * shared * shared_weights
    for left in (for_own, for_shared, at_constants):
        assert left.abs().max() < 1e-4


def test_the_penalty_is_the_smallest_over_all_shared_parts(every_kind):
    penalty = SharedRidge(both(0.2), both(0.5))
    weights = torch.randn(2, 6, 4, generator=torch.Generator().manual_seed(1)).double()
    shared_weights = penalty.shared_weights(weights).requires_grad_()
    apart = (weights - shared_weights).square().sum(dim=(1, 2))
    written = 0.2 * shared_weights.square().sum(dim=(1, 2)) + 0.5 * apart
    assert penalty.value(weights).numpy() == pytest.approx(written.detach().numpy())
    (gradient,) = torch.autograd.grad(written.sum(), shared_weights)
    assert gradient.abs().max() < 1e-12
