"""Hard sharing: one encoder, separate heads, and a linear path around the encoder."""

import pytest
import torch

from mtl_core.models import build
from mtl_core.models.encoders.gains import RATE
from mtl_core.schema import HardSharing, OutputLayout, Task, TaskKind

LAYOUT = OutputLayout.of(
    [
        Task("died", TaskKind.BINARY, ("no", "yes")),
        Task("stay", TaskKind.REGRESSION),
        Task("stage", TaskKind.MULTICLASS, ("I", "II", "III")),
    ]
)
N_INPUTS = 4


@pytest.fixture
def network():
    network = build(HardSharing(width=8, depth=2, dropout=0.5), N_INPUTS, LAYOUT)
    with torch.no_grad():
        for i, parameter in enumerate(network.parameters()):
            drawn = torch.randn(parameter.shape, generator=torch.Generator().manual_seed(i))
            parameter.copy_(drawn)
    return network


@pytest.fixture
def features():
    return torch.randn(7, N_INPUTS, generator=torch.Generator().manual_seed(99))


def test_with_the_encoder_silenced_it_is_a_linear_model(network, features):
    with torch.no_grad():
        for parameter in network.encoder.parameters():
            parameter.zero_()
    gains = 1 + RATE * network.skip.gains.view(network.skip.weight.shape)
    expected = features @ (network.skip.weight * gains).T + network.heads.bias
    assert torch.allclose(network(features), expected, atol=1e-6)


def test_with_the_skip_path_silenced_it_is_heads_on_one_encoder(network, features):
    network.eval()
    with torch.no_grad():
        network.skip.weight.zero_()
    hidden = features * (1 + RATE * network.encoder.gains)
    for layer in (network.encoder.layers[0], network.encoder.layers[3]):
        hidden = (hidden @ layer.weight.T + layer.bias).clamp(min=0)
    expected = hidden @ network.heads.weight.T + network.heads.bias
    assert torch.allclose(network(features), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("task", LAYOUT.tasks, ids=lambda task: task.name)
def test_a_tasks_loss_moves_its_own_head_and_the_encoder_and_no_other_head(network, features, task):
    own = LAYOUT.columns(task.name)
    network.eval()(features)[:, own].square().sum().backward()
    others = [i for i in range(LAYOUT.width) if not own.start <= i < own.stop]
    for parameter in (network.heads.weight, network.heads.bias, network.skip.weight):
        assert (parameter.grad[others] == 0).all()
        assert (parameter.grad[own] != 0).any()
    assert all((p.grad != 0).any() for p in network.encoder.parameters())


def test_dropout_acts_in_training_mode_only_and_keeps_the_mean(network, features):
    hidden = network.encoder.layers[2]
    units = torch.ones(20_000, 8)
    with torch.random.fork_rng(devices=[]):
        dropped = hidden.train()(units)
    # 160,000 units with spread 1: the mean lies within .01 of 1, four standard errors.
    assert dropped.mean().item() == pytest.approx(1, abs=0.01)
    assert set(dropped.unique().tolist()) == {0.0, 2.0}
    assert torch.equal(hidden.eval()(units), units)


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_depth_counts_the_hidden_layers(depth):
    network = build(HardSharing(width=8, depth=depth), N_INPUTS, LAYOUT)
    matrices = [p for p in network.encoder.parameters() if p.dim() == 2]
    assert [tuple(p.shape) for p in matrices] == [(8, N_INPUTS), *[(8, 8)] * (depth - 1)]
