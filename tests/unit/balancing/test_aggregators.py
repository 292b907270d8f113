"""Weights from gradients, against torchjd with its own solvers and against theory.

torchjd 0.18.0 solves CAGrad with cvxpy and UPGrad with quadprog; neither is used by the program.
"""

import numpy as np
import pytest
import torch
from torchjd import aggregation

from mtl_core.balancing.cagrad import conflict_averse
from mtl_core.balancing.pcgrad import project_conflicts
from mtl_core.balancing.upgrad import harmless
from mtl_core.schema.specs import MGDA, CAGrad, PCGrad, UPGrad

CASES = [
    (CAGrad(radius=0.5), lambda: aggregation.CAGrad(c=0.5)),
    (CAGrad(radius=0.9), lambda: aggregation.CAGrad(c=0.9)),
    (MGDA(), aggregation.MGDA),
    (UPGrad(), aggregation.UPGrad),
]


@pytest.mark.parametrize(("spec", "library"), CASES)
@pytest.mark.parametrize("n_tasks", [2, 5, 9])
def test_the_direction_is_that_of_torchjd(spec, library, n_tasks, make, step, draw_jacobian):
    jacobian = draw_jacobian(n_tasks)
    seen = step(torch.ones(1, n_tasks), jacobians=jacobian.unsqueeze(0))
    ours = make(spec, n_tasks).weigh(seen)[0].double() @ jacobian
    theirs = library()(jacobian)
    cosine = torch.nn.functional.cosine_similarity(ours, theirs, dim=0)
    assert cosine > 1 - 1e-6


@pytest.mark.parametrize("n_tasks", [2, 3, 7])
def test_pcgrad_is_that_of_torchjd_for_the_same_orders(n_tasks, draw_jacobian):
    jacobian = draw_jacobian(n_tasks)
    with torch.random.fork_rng():
        torch.random.default_generator.manual_seed(3)
        theirs = aggregation.PCGradWeighting()(jacobian @ jacobian.T)
        torch.random.default_generator.manual_seed(3)
        orders = torch.stack([torch.randperm(n_tasks) for _ in range(n_tasks)])
    torch.testing.assert_close(project_conflicts(jacobian @ jacobian.T, orders), theirs)


def test_pcgrad_takes_away_what_points_against_the_other(make, step):
    # Yu 2020: g_1 - (g_1 g_2 / |g_2|^2) g_2, and the other way round
    one, other = torch.tensor([2.0, 0.0]), torch.tensor([-1.0, 1.0])
    expected = (one - (one @ other) / (other @ other) * other) + (
        other - (one @ other) / (one @ one) * one
    )
    jacobian = torch.stack([one, other])
    weights = make(PCGrad(), 2).weigh(step(torch.ones(1, 2), jacobians=jacobian.unsqueeze(0)))[0]
    direction = weights @ jacobian
    torch.testing.assert_close(
        direction / direction.norm(), expected / expected.norm(), rtol=1e-5, atol=1e-6
    )


def test_pcgrad_leaves_tasks_that_agree_alone(make, step):
    jacobian = torch.tensor([[1.0, 0.2], [0.3, 2.0], [1.0, 1.0]])
    seen = step(torch.ones(1, 3), jacobians=jacobian.unsqueeze(0))
    assert torch.equal(make(PCGrad(), 3).weigh(seen), torch.ones(1, 3))


def test_mgda_of_two_tasks_has_a_closed_form(make, step):
    # Sener & Koltun 2018, equation 4: a = (g_2 - g_1) g_2 / |g_1 - g_2|^2, between 0 and 1
    one, other = torch.tensor([1.0, 2.0]), torch.tensor([-1.0, 0.5])
    share = ((other - one) @ other) / (one - other).square().sum()
    seen = step(torch.ones(1, 2), jacobians=torch.stack([one, other]).unsqueeze(0))
    expected = 2 * torch.stack([share, 1 - share])
    torch.testing.assert_close(make(MGDA(), 2).weigh(seen)[0], expected)


def test_cagrad_helps_the_worst_off_task_most_within_its_ball(draw_jacobian):
    # the definition: of all d with |d - g_0| <= c |g_0| none gives a larger smallest gain
    jacobian, radius = draw_jacobian(4).numpy(), 0.5
    scale = np.sqrt((jacobian**2).sum(axis=1).mean())
    jacobian = jacobian / scale
    mean = jacobian.mean(axis=0)
    chosen = conflict_averse(jacobian @ jacobian.T, radius) @ jacobian
    reach = radius * np.linalg.norm(mean)
    assert np.linalg.norm(chosen - mean) <= reach * (1 + 1e-6)
    tried = np.random.default_rng(0).standard_normal((20_000, jacobian.shape[1]))
    inside = mean + reach * tried / np.linalg.norm(tried, axis=1, keepdims=True)
    assert (jacobian @ chosen).min() >= (inside @ jacobian.T).min(axis=1).max() - 1e-6


def test_cagrad_without_any_common_direction_takes_the_mean():
    # opposite gradients: their mean is zero, and no direction helps both
    np.testing.assert_allclose(conflict_averse(np.array([[1.0, -1.0], [-1.0, 1.0]]), 0.5), 0.5)


def test_projections_keep_the_conditions_of_their_quadratic_program(draw_jacobian):
    # min w'Gw with w >= u: G w >= 0, and where w > u the slope is 0 (Karush, Kuhn, Tucker)
    jacobian = draw_jacobian(6).numpy()
    gramian = jacobian @ jacobian.T
    gramian += 1e-4 * np.trace(gramian) * np.eye(6)  # the ridge that the projection adds
    for wanted, found in zip(np.eye(6), harmless(np.eye(6), jacobian @ jacobian.T), strict=True):
        slope = gramian @ found
        assert (found >= wanted - 1e-9).all()
        assert (slope >= -1e-9).all()
        assert abs(slope @ (found - wanted)) < 1e-8


def test_a_step_of_upgrad_harms_no_task(make, step, draw_jacobian):
    jacobian = draw_jacobian(5)
    assert (jacobian @ jacobian.T).min() < -0.5  # there are conflicts
    seen = step(torch.ones(1, 5), jacobians=jacobian.unsqueeze(0))
    direction = make(UPGrad(), 5).weigh(seen)[0].double() @ jacobian
    assert (jacobian @ direction > -1e-2).all()  # up to the ridge


def test_equal_weights_would_harm_a_task_that_upgrad_protects(make, step):
    jacobian = torch.tensor([[4.0, 0.0], [-1.0, 0.5]], dtype=torch.float64)
    seen = step(torch.ones(1, 2), jacobians=jacobian.unsqueeze(0))
    direction = make(UPGrad(), 2).weigh(seen)[0].double() @ jacobian
    assert jacobian[1] @ jacobian.sum(dim=0) < -1
    assert jacobian[1] @ direction > -1e-2
