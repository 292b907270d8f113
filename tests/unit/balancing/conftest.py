"""Steps as balancing methods see them: losses, labels and scalar products of gradients."""

import pytest
import torch

from mtl_core.balancing import StepLosses, build_balancer


@pytest.fixture
def rng():
    return torch.Generator().manual_seed(0)


@pytest.fixture
def draw_jacobian(rng):
    """Draw gradients of some tasks, ``(n_tasks, 6)``, float64; many pairs of them conflict."""

    def draw(n_tasks=5):
        return torch.randn(n_tasks, 6, generator=rng, dtype=torch.float64)

    return draw


@pytest.fixture
def step():
    """Make one step of one network or more; everything is known unless said otherwise."""

    def make(losses, *, known=None, jacobians=None):
        losses = torch.as_tensor(losses, dtype=torch.float32)
        seen = torch.ones_like(losses, dtype=torch.bool) if known is None else torch.tensor(known)
        gramians = None if jacobians is None else (jacobians @ jacobians.mT).float()
        return StepLosses(losses, seen, gramians)

    return make


@pytest.fixture
def make():
    """Build a method for some networks, each with random numbers of its own."""

    def build(spec, n_tasks, networks=(0,)):
        generators = [torch.Generator().manual_seed(seed) for seed in networks]
        return build_balancer(spec, n_tasks=n_tasks, generators=generators)

    return build
