"""Weights from losses, against the formulas of their sources."""

import math

import pytest
import torch

from mtl_core.schema.specs import DynamicWeightAverage, GradNorm, RandomWeights, UncertaintyWeights


def test_uncertainty_weights_rest_where_the_likelihood_has_no_slope(make, step):
    # d/ds [exp(-s) L + s / 2] = 0 at exp(-s) = 1 / (2 L)
    balancer = make(UncertaintyWeights(rate=0.2), 3)
    losses = torch.tensor([[0.7, 0.1, 0.3]])
    for _ in range(2000):
        weights = balancer.weigh(step(losses))
    torch.testing.assert_close((-balancer.log_variances).exp(), 1 / (2 * losses))
    torch.testing.assert_close(weights / weights.sum(), (1 / losses) / (1 / losses).sum())


def test_uncertainty_learns_nothing_from_a_batch_without_labels(make, step):
    # its loss is 0 then, as if the task were predicted without error
    balancer = make(UncertaintyWeights(rate=0.2), 2)
    for _ in range(100):
        balancer.weigh(step([[0.0, 0.5]], known=[[False, True]]))
    assert balancer.log_variances[0, 0] == 0


def test_dynamic_average_weighs_by_the_ratio_of_the_last_two_stretches(make, step):
    # Liu 2019, equation 7: w = L(t-1) / L(t-2), weights K softmax(w / T)
    balancer = make(DynamicWeightAverage(temperature=0.5, every=2), 2)
    for losses in ([0.6, 1.0], [1.0, 1.0], [0.3, 0.5], [0.3, 1.1]):
        assert torch.equal(balancer.weigh(step([losses])), torch.ones(1, 2))
    ratios = (0.3 / 0.8, 0.8 / 1.0)
    powers = [math.exp(ratio / 0.5) for ratio in ratios]
    expected = torch.tensor([[2 * power / sum(powers) for power in powers]])
    torch.testing.assert_close(balancer.weigh(step([[0.2, 0.2]])), expected)


def test_dynamic_average_takes_a_stretch_without_labels_for_no_change(make, step):
    balancer = make(DynamicWeightAverage(every=1), 2)
    balancer.weigh(step([[0.5, 0.5]]))
    balancer.weigh(step([[0.0, 0.5]], known=[[False, True]]))
    assert torch.equal(balancer.ratios, torch.ones(1, 2))
    balancer.weigh(step([[0.25, 0.5]]))
    torch.testing.assert_close(balancer.ratios, torch.tensor([[0.5, 1.0]]))


@pytest.fixture
def lengths(step):
    """Make a step of two tasks with orthogonal gradients of given lengths."""

    def make_step(losses, sizes):
        return step([losses], jacobians=torch.diag(torch.tensor(sizes)).unsqueeze(0))

    return make_step


def test_gradnorm_turns_weight_from_long_gradients_to_short_ones(make, lengths):
    balancer = make(GradNorm(asymmetry=0.0), 2)
    for _ in range(5):
        balancer.weigh(lengths([0.5, 0.5], [3.0, 1.0]))
    long, short = balancer.weights[0]
    assert long < 1 < short


def test_gradnorm_rests_where_weighted_gradients_are_equally_long(make, lengths):
    # weights w with 3 w_1 = w_2 and w_1 + w_2 = 2
    balancer = make(GradNorm(asymmetry=0.0, rate=0.002), 2)
    for _ in range(2000):
        balancer.weigh(lengths([0.5, 0.5], [3.0, 1.0]))
    torch.testing.assert_close(balancer.weights, torch.tensor([[0.5, 1.5]]), rtol=0, atol=0.01)


def test_gradnorm_gives_more_to_the_task_that_learns_slowly(make, lengths):
    balancer = make(GradNorm(asymmetry=1.5), 2)
    balancer.weigh(lengths([1.0, 1.0], [1.0, 1.0]))
    for _ in range(5):
        balancer.weigh(lengths([0.9, 0.2], [1.0, 1.0]))
    slow, fast = balancer.weights[0]
    assert fast < 1 < slow


def test_gradnorm_never_unlearns_a_task(make, lengths):
    balancer = make(GradNorm(rate=1.0), 2)
    for _ in range(50):
        assert (balancer.weigh(lengths([0.5, 0.5], [1e4, 1.0])) > 0).all()


def test_random_weights_are_equal_on_average(make, step):
    # by symmetry every task's mean weight is 1; the deviation of one draw is below n_tasks
    balancer = make(RandomWeights(), 4)
    drawn = torch.cat([balancer.weigh(step(torch.ones(1, 4))) for _ in range(4000)])
    error = drawn.std(dim=0) / math.sqrt(len(drawn))
    assert ((drawn.mean(dim=0) - 1).abs() < 4 * error).all()
    assert (drawn.std(dim=0) > 0.3).all()


def test_random_weights_are_the_softmax_of_normal_numbers(make, step):
    generator = torch.Generator().manual_seed(0)
    expected = 4 * torch.randn(4, generator=generator).softmax(dim=0)
    torch.testing.assert_close(make(RandomWeights(), 4).weigh(step(torch.ones(1, 4)))[0], expected)
