"""Gains of encoded columns: from their definition."""

import itertools

import pytest
import torch

from mtl_core.models import build
from mtl_core.models.encoders import with_gains
from mtl_core.models.encoders.gains import RATE
from mtl_core.models.skip import SkipPath, skip_batched
from mtl_core.schema import HardSharing, OutputLayout, Task, TaskKind
from mtl_core.schema.specs import (
    CrossStitch,
    MixtureOfExperts,
    ProgressiveExperts,
    SoftSharing,
    TaskRelation,
)

LAYOUT = OutputLayout.of(
    [Task("died", TaskKind.BINARY, ("no", "yes")), Task("stay", TaskKind.REGRESSION)]
)
DESIGNS = [
    HardSharing,
    SoftSharing,
    CrossStitch,
    MixtureOfExperts,
    ProgressiveExperts,
    TaskRelation,
]


def drawn(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1))


def test_weights_with_gains_do_to_the_features_what_weights_do_to_scaled_features():
    weight, gains, features = drawn(5, 3), drawn(3), drawn(7, 3)
    scaled = features * (1 + RATE * gains)
    assert torch.allclose(features @ with_gains(weight, gains).T, scaled @ weight.T, atol=1e-5)


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_a_column_whose_gain_is_gone_is_seen_by_no_encoder(design):
    network = build(design(width=8), 3, LAYOUT).eval()
    own = {name: p for name, p in network.named_parameters() if name.endswith("gains")}
    del own["skip.gains"]
    assert len(own) == 1
    with torch.no_grad():
        for p in network.parameters():
            p.add_(0.3)
        for gains in own.values():
            gains.zero_().view(-1, 3)[:, 1] = -1 / RATE
        for name, p in network.named_parameters():
            if name.startswith(("skip", "gates")) and p.dim() == 2:
                p[:, 1] = 0
    features = drawn(6, 3)
    changed = features.clone()
    changed[:, 1] += 5
    assert torch.allclose(network(features), network(changed), atol=1e-5)
    changed[:, 0] += 5
    assert not torch.allclose(network(features), network(changed), atol=1e-2)


def test_a_skip_path_is_a_linear_map_whose_weights_have_gains():
    path, features = SkipPath(3, 2), drawn(6, 3)
    assert not path(features).any()  # every task starts at its base rate
    with torch.no_grad():
        path.weight.copy_(drawn(2, 3))
        path.gains.copy_(drawn(6))
    by_hand = torch.zeros(6, 2)
    for row, out, column in itertools.product(range(6), range(2), range(3)):
        factor = 1 + RATE * path.gains[3 * out + column]
        by_hand[row, out] += features[row, column] * path.weight[out, column] * factor
    assert torch.allclose(path(features), by_hand, atol=1e-5)


def test_the_skip_paths_of_many_networks_are_those_of_each():
    parameters = {"skip.weight": drawn(4, 2, 3), "skip.gains": drawn(4, 6)}
    features, path = drawn(4, 5, 3), SkipPath(3, 2)
    together = skip_batched(parameters, features)
    for number in range(4):
        own = {n.removeprefix("skip."): p[number] for n, p in parameters.items()}
        alone = torch.func.functional_call(path, own, (features[number],))
        assert torch.allclose(together[number], alone, atol=1e-5)


def test_adam_moves_a_gain_faster_than_a_weight():
    # The first step of Adam moves every parameter by the learning rate, whatever its gradient:
    # a factor written as 1 + RATE * gain moves by RATE times that.
    network = build(HardSharing(width=8, dropout=0), 3, LAYOUT)
    with torch.no_grad():
        network.heads.weight.add_(0.3)
    before = network.encoder.layers[0].weight.detach().clone()
    optimiser = torch.optim.Adam(network.parameters(), lr=0.01)
    network(drawn(50, 3)).square().sum().backward()
    optimiser.step()
    factor = (1 + RATE * network.encoder.gains - 1).abs()
    moved = (network.encoder.layers[0].weight - before).abs()
    assert torch.allclose(factor, torch.full((3,), RATE * 0.01), rtol=1e-3)
    assert moved.max().item() == pytest.approx(0.01, rel=1e-2)
