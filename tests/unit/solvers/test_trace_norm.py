"""The trace norm: conditions that a minimum must meet, and where it is a ridge regression."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from mtl_core.schema.specs import TraceNorm
from mtl_core.solvers import ProximalNewton, TraceNormPenalty, strengths_of
from mtl_core.solvers.admm import TraceNormLeastSquares, soft_threshold
from mtl_core.solvers.blocks import TaskBlocks
from mtl_core.solvers.path import leaving_no_weights


def at(strength, n=2):
    return torch.full((n,), float(strength), dtype=torch.float64)


def solved(given, strength):
    newton = ProximalNewton(given.problem.without_features, tolerance=1e-10)
    return newton.solve(given.problem, TraceNormPenalty(at(strength)))


def assert_gradient_fits(gradient, weights, strength):
    """Theory: minus the gradient is ``strength * (U V^T + M)``, M outside both spans, of size <= 1.

    Watson, Characterization of the subdifferential of some matrix norms, Linear Algebra Appl. 170
    (1992), 33-45.
    """
    left, sizes, right = torch.linalg.svd(weights, full_matrices=False)
    kept = sizes > 1e-9
    left, right = left[:, kept], right[kept].T
    scaled = -gradient / strength
    inside = left.T @ scaled @ right
    assert inside.numpy() == pytest.approx(np.eye(len(inside)), abs=2e-3)
    assert torch.linalg.svdvals(scaled)[0] < 1 + 2e-3
    outside = scaled - left @ right.T
    assert (left.T @ outside).abs().max() < 2e-3
    assert (outside @ right).abs().max() < 2e-3


@pytest.mark.parametrize("strength", [0.3, 0.1, 0.03, 0.003])
def test_the_gradient_of_the_loss_lies_in_the_subdifferential_of_the_norm(every_kind, strength):
    point = solved(every_kind, strength)
    gradient, at_constants = every_kind.gradients(point)
    assert at_constants.abs().max() < 1e-4
    for own, weights in zip(gradient, point.weights, strict=True):
        assert weights.abs().max() > 0.01
        assert_gradient_fits(own, weights, strength)


def test_the_stronger_the_penalty_the_lower_the_rank(every_kind):
    """Tasks were drawn from two common directions; what is beyond them is noise."""
    ranks = [
        [int(torch.linalg.matrix_rank(w, atol=1e-9)) for w in solved(every_kind, s).weights]
        for s in (0.5, 0.1, 0.001)
    ]
    assert ranks == sorted(ranks)
    assert max(ranks[0]) <= 2
    assert min(ranks[2]) >= 5


def test_a_task_alone_is_the_ridge_that_pulls_as_strongly(given):
    """Peer: scikit-learn. The gradient of s |w| is that of the squared penalty s / (2 |w|)."""
    alone = given(("died",))
    point = solved(alone, 0.05)
    known = alone.known[0, :, 0] > 0
    rows, labels = alone.features[0][known].double().numpy(), alone.labels[0, known, 0].numpy()
    ridge = 0.05 / (2 * float(point.weights[0].norm()))
    peer = LogisticRegression(C=1 / (2 * len(rows) * ridge), tol=1e-10, max_iter=10_000)
    peer.fit(rows, labels)
    assert np.abs(peer.coef_).max() > 0.1
    assert point.weights[0, :, 0].numpy() == pytest.approx(peer.coef_[0], abs=1e-3)
    assert point.constants[0, 0].item() == pytest.approx(peer.intercept_[0], abs=1e-3)


def test_the_path_begins_where_the_first_weights_appear(given):
    regressions = given(("stay", "cost"))
    # the constants of regressions without features are their means: nothing is approximate here
    first = leaving_no_weights(regressions.problem)
    path = strengths_of(TraceNorm(strength=1e-3, n_strengths=5), regressions.problem)
    assert path[:, 0].numpy() == pytest.approx(first.numpy())
    assert path[:, -1].numpy() == pytest.approx([1e-3, 1e-3])
    assert torch.diff(path.log(), n=2).abs().max() < 1e-9
    for share, rank in ((1.01, 0), (0.95, 1)):
        newton = ProximalNewton(regressions.problem.without_features)
        point = newton.solve(regressions.problem, TraceNormPenalty(share * first))
        assert [int(torch.linalg.matrix_rank(w, atol=1e-9)) for w in point.weights] == [rank] * 2


def test_thresholding_lowers_singular_values_and_leaves_directions():
    generator = torch.Generator().manual_seed(0)
    matrices = torch.randn(3, 8, 4, generator=generator).double()
    left, sizes, right = torch.linalg.svd(matrices, full_matrices=False)
    thresholds = torch.tensor([0.0, 1.5, 100.0]).double()
    lowered = (sizes - thresholds.unsqueeze(1)).clamp(min=0)
    expected = left @ (lowered.unsqueeze(2) * right)
    assert (lowered[1] > 0).any()
    assert (lowered[1] == 0).any()
    assert soft_threshold(matrices, thresholds).numpy() == pytest.approx(expected.numpy(), abs=1e-9)


def test_with_a_unit_matrix_the_minimum_is_one_thresholding():
    """Theory: the proximal operator of the trace norm (Cai 2010, theorem 2.1)."""
    generator = torch.Generator().manual_seed(3)
    right = torch.randn(2, 5, 3, generator=generator).double()
    unit = torch.eye(5).double().expand(2, 3, 5, 5)
    blocks = TaskBlocks((torch.arange(3).unsqueeze(1),), (unit,))
    found = TraceNormLeastSquares(blocks, at(0.7)).minimise(right, torch.zeros_like(right))
    assert found.numpy() == pytest.approx(soft_threshold(right, at(0.7)).numpy(), abs=1e-5)
