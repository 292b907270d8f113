"""Every replica moves as torch's own optimisers would move it alone, at its own rates."""

import pytest
import torch

from mtl_core.schema.specs import SGD, AdamW
from mtl_core.training.optimisers import first_order
from mtl_core.training.sparsity import shrink

ADAMS = (AdamW(0.01, 1.0), AdamW(0.05, 0.0), AdamW(0.01, 1.0), AdamW(0.003, 2.0))
DESCENTS = (SGD(0.1, 0.9, 0.01), SGD(0.02, 0.0, 0.5), SGD(0.3, 0.5, 0.0), SGD(0.1, 0.9, 0.01))


@pytest.fixture
def stacked():
    """Random parameters of four replicas: a matrix and a bias."""
    generator = torch.Generator().manual_seed(0)
    return {
        "weight": torch.randn(4, 5, 3, generator=generator).requires_grad_(),
        "bias": torch.randn(4, 5, generator=generator).requires_grad_(),
    }


def rows(parameters, places):
    """Copies of some replicas."""
    return {n: p.detach()[places].clone().requires_grad_() for n, p in parameters.items()}


def walk(parameters, specs, n_steps=12, rates=lambda step: 1 / step):
    """Take steps with the gradient of sum(w^4) / 4, which is w^3."""
    optimiser = first_order(parameters, specs)
    for step in range(1, n_steps + 1):
        for p in parameters.values():
            p.grad = p.detach() ** 3
        optimiser.step(parameters, rates(step))
    return parameters


def torchs(kind, parameters, place, spec, n_steps=12):
    """The same walk of one replica with torch's own optimiser."""
    one = {name: p.detach()[place].clone().requires_grad_() for name, p in parameters.items()}
    decayed = {"params": [one["weight"]], "weight_decay": spec.weight_decay}
    groups = [decayed, {"params": [one["bias"]], "weight_decay": 0.0}]
    options = {"momentum": spec.momentum} if kind is torch.optim.SGD else {}
    optimiser = kind(groups, lr=spec.learning_rate, **options)
    for step in range(1, n_steps + 1):
        for group in optimiser.param_groups:
            group["lr"] = spec.learning_rate / step
        for p in one.values():
            p.grad = p.detach() ** 3
        optimiser.step()
    return one


@pytest.mark.parametrize(
    ("kind", "specs"), [(torch.optim.AdamW, ADAMS), (torch.optim.SGD, DESCENTS)]
)
def test_replicas_of_different_rates_move_as_with_torchs_optimiser(kind, specs, stacked):
    expected = [torchs(kind, stacked, place, spec) for place, spec in enumerate(specs)]
    moved = walk(stacked, specs)
    for place in range(4):
        for name, p in moved.items():
            assert torch.allclose(p[place], expected[place][name], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("specs", [ADAMS, DESCENTS])
def test_a_replica_does_not_depend_on_the_rates_of_others(specs, stacked):
    alone = walk(rows(stacked, [1]), specs[1:2])
    others = (specs[2], specs[1], specs[3], specs[0])
    for chosen in (specs, others):
        moved = walk(rows(stacked, [0, 1, 2, 3]), chosen)
        for name in moved:
            assert torch.allclose(moved[name][1], alone[name][0], rtol=1e-6, atol=1e-7)


def test_gradient_descent_without_momentum_is_the_textbook_formula(stacked):
    start = {name: p.detach().clone() for name, p in stacked.items()}
    walk(stacked, [SGD(0.1, 0.0, 0.2)] * 4, n_steps=1)
    weight, bias = start["weight"], start["bias"]
    assert torch.allclose(stacked["weight"], weight - 0.1 * (weight**3 + 0.2 * weight))
    assert torch.allclose(stacked["bias"], bias - 0.1 * bias**3)


@pytest.mark.parametrize("specs", [ADAMS, DESCENTS])
def test_those_who_stay_go_on_with_their_own_state_and_rates(specs, stacked):
    unbroken = walk(rows(stacked, [0, 1, 2, 3]), specs)
    optimiser, left = first_order(stacked, specs), stacked
    for step in range(1, 13):
        if step == 7:
            stay = torch.tensor([1, 3])
            left = rows(left, stay)
            optimiser.keep(left, stay)
        for p in left.values():
            p.grad = p.detach() ** 3
        optimiser.step(left, 1 / step)
    assert optimiser.rates.tolist() == pytest.approx([specs[n].learning_rate for n in (1, 3)])
    for name, p in left.items():
        assert torch.allclose(p, unbroken[name][[1, 3]], rtol=1e-6, atol=1e-7)


def test_a_parameter_without_a_gradient_stays_where_it_is(stacked):
    bias = stacked["bias"].detach().clone()
    for specs in (ADAMS, DESCENTS):
        stacked["weight"].grad, stacked["bias"].grad = torch.ones(4, 5, 3), None
        first_order(stacked, specs).step(stacked, 1.0)
    assert torch.equal(stacked["bias"], bias)


def test_shrinking_after_each_descent_step_finds_the_lasso_of_independent_weights(stacked):
    """With gradient w - a the minimum of |w - a|^2 / 2 + l1 |w| is a moved towards 0 by l1."""
    goal = stacked["weight"].detach().clone()
    specs = [SGD(rate, 0.0, 0.0) for rate in (0.5, 0.3, 0.9, 0.5)]
    optimiser = first_order(stacked, specs)
    for _ in range(100):
        stacked["weight"].grad = stacked["weight"].detach() - goal
        stacked["bias"].grad = torch.zeros(4, 5)
        optimiser.step(stacked, 1.0)
        shrink(stacked, ("weight",), optimiser.rates * 0.6)
    expected = torch.nn.functional.softshrink(goal, 0.6)
    assert torch.allclose(stacked["weight"], expected, atol=1e-5)
    assert torch.equal(stacked["weight"] == 0, goal.abs() <= 0.6)
    assert 0 < (expected == 0).sum() < expected.numel()
