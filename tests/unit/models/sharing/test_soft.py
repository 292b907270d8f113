"""Soft sharing: alone without a penalty, one encoder under an endless one."""

import pytest
import torch

from mtl_core.models import build
from mtl_core.objectives import masked_means, row_losses
from mtl_core.schema import HardSharing, OutputLayout, Task, TaskKind
from mtl_core.schema.specs import SoftSharing

ALL = ("died", "sepsis", "stay", "stage")
SIZES = {"width": 8, "depth": 2, "dropout": 0.4}
LAYOUT = OutputLayout.of(
    [
        Task("died", TaskKind.BINARY, ("no", "yes")),
        Task("stay", TaskKind.REGRESSION),
        Task("stage", TaskKind.MULTICLASS, ("I", "II", "III")),
    ]
)


def test_without_a_penalty_every_task_becomes_its_single_task_network(make_job, outcome):
    together = outcome(make_job(SoftSharing(strength=0, **SIZES)))
    alone = outcome(make_job(HardSharing(**SIZES), [(name,) for name in ALL]))
    for name in ALL:
        assert torch.allclose(together[name], alone[name], atol=1e-4)
        assert alone[name].std() > 0.05


def test_a_task_alone_is_the_single_task_network_of_hard_sharing_to_the_bit(make_job, outcome):
    one = outcome(make_job(SoftSharing(**SIZES), [("died",)]))
    other = outcome(make_job(HardSharing(**SIZES), [("died",)]))
    assert torch.equal(one["died"], other["died"])


def spread(weights):
    """Largest distance of an encoder's weight from the mean of all encoders."""
    first = weights["encoders.first"][0]
    own = first.view(len(ALL), -1, first.shape[-1])
    return float((own - own.mean(dim=0)).abs().max())


def test_a_stronger_pull_leaves_less_between_the_encoders(make_job, train):
    spreads = []
    for strength in (0, 0.1, 10, 1000):
        job = make_job(SoftSharing(strength=strength, **SIZES), n_steps=300)
        spreads.append(spread(train(job)[ALL]))
    assert spreads == sorted(spreads, reverse=True)
    assert spreads[-1] < 0.02 * spreads[0]


def test_the_penalty_is_strength_times_the_squared_distances_from_the_mean():
    # Worked by hand: encoders of weights 0, 1 and 5 lie 2, 1 and 3 from their mean 2.
    network = build(SoftSharing(width=4, strength=0.5), 2, LAYOUT)
    values = torch.tensor([0.0, 1.0, 5.0])
    parameters = {
        name: values.repeat_interleave(p.numel() // 3).view(1, *p.shape)
        for name, p in network.named_parameters()
        if name.startswith("encoders.")
    }
    n_weights = 4 * 2 + 4 + 2
    assert network.penalty(parameters).tolist() == pytest.approx([0.5 * n_weights * (4 + 1 + 9)])


def test_under_an_endless_pull_it_is_hard_sharing():
    """The limit of the penalty is its projection: after each step all encoders are their mean.

    A plain gradient step of the mean is one n-th of the sum of the tasks' gradients, so hard
    sharing does the same with an n-th of the step for its encoder.
    """
    generator = torch.Generator().manual_seed(1)
    features = torch.randn(40, 5, generator=generator)
    labels = torch.stack(
        [
            (features[:, 0] > 0).float(),
            features[:, 1] ** 2,
            torch.randint(0, 3, (40,), generator=generator).float(),
        ],
        dim=1,
    )
    with torch.random.fork_rng(devices=[]):
        soft, hard = (
            build(SoftSharing(width=8, depth=2, dropout=0), 5, LAYOUT),
            build(HardSharing(width=8, depth=2, dropout=0), 5, LAYOUT),
        )
    with torch.no_grad():
        for place, linear in enumerate(hard.encoder.linears):
            linear.weight.copy_(
                soft.encoders.first[:8] if place == 0 else soft.encoders.deeper[place - 1][0].T
            )
            linear.bias.copy_(soft.encoders.biases[place][:8])
    for _ in range(50):
        for network in (soft, hard):
            losses = masked_means(row_losses(network(features), labels, LAYOUT), labels * 0 + 1)
            network.zero_grad()
            losses.sum().backward()
            with torch.no_grad():
                for name, parameter in network.named_parameters():
                    parameter.sub_((0.03 if name.startswith("encoder.") else 0.09) * parameter.grad)
                    if name.startswith("encoders."):
                        own = parameter.view(3, -1)
                        own.copy_(own.mean(dim=0, keepdim=True).expand_as(own))
    assert torch.allclose(soft(features), hard(features), atol=1e-4)
    assert hard(features).std() > 0.2
