"""Laws that every way of balancing keeps."""

import typing

import pytest
import torch

from mtl_core.schema.specs import (
    MGDA,
    Balancing,
    CAGrad,
    DynamicWeightAverage,
    Equal,
    GradNorm,
    PCGrad,
    UncertaintyWeights,
    UPGrad,
)

ALL = [spec() for spec in typing.get_args(Balancing)]
METHODS = [spec for spec in ALL if spec != Equal()]
AGGREGATORS = [PCGrad(), CAGrad(), MGDA(), UPGrad()]
N_TASKS, N_STEPS = 5, 60


@pytest.fixture(params=METHODS, ids=lambda spec: spec.name)
def method(request):
    return request.param


@pytest.fixture(params=AGGREGATORS, ids=lambda spec: spec.name)
def aggregator(request):
    return request.param


@pytest.fixture
def steps(step):
    """Draw steps of three networks; a task is unknown now and then, never all tasks."""
    rng = torch.Generator().manual_seed(7)

    def draw():
        for _ in range(N_STEPS):
            known = torch.rand(3, N_TASKS, generator=rng) < 0.8
            known[:, 0] = True
            jacobians = torch.randn(3, N_TASKS, 6, generator=rng) * known.unsqueeze(2)
            losses = torch.rand(3, N_TASKS, generator=rng) * known
            yield step(losses, known=known.tolist(), jacobians=jacobians)

    return list(draw())


def rows(seen, places):
    """Return what some of the networks see."""
    return type(seen)(seen.losses[places], seen.known[places], seen.gramians[places])


def test_equal_weights_need_nothing(make):
    assert make(Equal(), N_TASKS) is None


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
def test_a_task_alone_is_not_balanced(make, spec):
    assert make(spec, 1) is None


def test_weights_of_tasks_with_labels_sum_to_their_number(make, method, steps):
    balancer = make(method, N_TASKS, networks=(0, 1, 2))
    for seen in steps:
        weights = balancer.weigh(seen)
        assert (weights >= 0).all()
        torch.testing.assert_close((weights * seen.known).sum(dim=1), seen.known.sum(dim=1).float())


def test_a_network_is_weighed_as_if_it_were_alone(make, method, steps):
    together, alone = make(method, N_TASKS, networks=(0, 1, 2)), make(method, N_TASKS, (1,))
    for seen in steps:
        torch.testing.assert_close(
            together.weigh(seen)[1:2], alone.weigh(rows(seen, [1])), rtol=1e-4, atol=1e-5
        )


def test_a_network_that_leaves_takes_nothing_along(make, method, steps):
    together, alone = make(method, N_TASKS, networks=(0, 1, 2)), make(method, N_TASKS, (2,))
    for place, seen in enumerate(steps):
        if place == N_STEPS // 2 + 1:  # in the middle of a stretch
            together.keep(torch.tensor([2]))
        left = together.weigh(rows(seen, [2]) if place > N_STEPS // 2 else seen)[-1:]
        torch.testing.assert_close(left, alone.weigh(rows(seen, [2])), rtol=1e-4, atol=1e-5)


def test_the_same_random_numbers_give_the_same_weights(make, method, steps):
    one, other = (make(method, N_TASKS, networks=(0, 1, 2)) for _ in range(2))
    for seen in steps:
        assert torch.equal(one.weigh(seen), other.weigh(seen))


def test_weights_do_not_depend_on_the_units_of_the_losses(make, aggregator, step, draw_jacobian):
    # torchjd takes a Gramian of a trace below 1e-4 for zero, and these gradients are that small
    jacobian = draw_jacobian().unsqueeze(0)
    ones = torch.ones(1, 5)
    usual, tiny = (
        make(aggregator, 5).weigh(step(ones, jacobians=scale * jacobian)) for scale in (1, 1e-5)
    )
    torch.testing.assert_close(usual, tiny, rtol=1e-3, atol=1e-4)
    assert not torch.allclose(usual, ones, atol=0.01)


def test_gradients_that_do_not_meet_and_are_equally_long_count_alike(make, aggregator, step):
    seen = step(torch.ones(1, 4), jacobians=torch.eye(4).unsqueeze(0))
    torch.testing.assert_close(
        make(aggregator, 4).weigh(seen), torch.ones(1, 4), rtol=1e-4, atol=1e-4
    )


def test_no_gradient_at_all_leaves_all_tasks_equal(make, method, step):
    # heads start at zero: in the first step nothing reaches what the tasks share
    if method.name == "random":
        return
    seen = step(torch.ones(1, 4), jacobians=torch.zeros(1, 4, 6))
    assert torch.equal(make(method, 4).weigh(seen), torch.ones(1, 4))


def test_a_task_without_labels_is_left_out_of_the_jacobian(make, aggregator, step, draw_jacobian):
    # a zero row is the shortest of all mixtures: MGDA would give it all the weight and stand still
    jacobian = draw_jacobian(3)
    with_hole = torch.cat([jacobian[:1], torch.zeros(1, 6), jacobian[1:]])
    seen = step(
        [[0.5, 0.0, 0.5, 0.5]], known=[[True, False, True, True]], jacobians=with_hole.unsqueeze(0)
    )
    without = step(torch.full((1, 3), 0.5), jacobians=jacobian.unsqueeze(0))
    weights = make(aggregator, 4).weigh(seen)[:, [0, 2, 3]]
    torch.testing.assert_close(weights, make(aggregator, 3).weigh(without))


def test_losses_below_zero_break_no_weight(make, method, step, draw_jacobian):
    balancer = make(method, 3)
    jacobian = draw_jacobian(3).unsqueeze(0)
    for loss in (0.5, -0.1, -2.0, 0.0, -1e-9):
        weights = balancer.weigh(step([[loss, 0.4, 0.3]], jacobians=jacobian))
        assert weights.isfinite().all()
        assert (weights >= 0).all()


@pytest.mark.parametrize(
    "spec",
    [
        UncertaintyWeights(rate=0.0),
        GradNorm(rate=0.0),
        DynamicWeightAverage(every=N_STEPS),
        CAGrad(radius=0.0),
    ],
    ids=lambda spec: spec.name,
)
def test_a_method_that_may_not_move_is_equal_weights_to_the_bit(make, steps, spec):
    balancer = make(spec, N_TASKS, networks=(0, 1, 2))
    for seen in steps:
        weights = balancer.weigh(seen)
        assert torch.equal(weights[seen.known], torch.ones(int(seen.known.sum())))
