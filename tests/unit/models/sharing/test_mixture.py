"""Mixture of experts: hard sharing with one expert, otherwise a gate per task and patient."""

import pytest
import torch

from mtl_core.models import build
from mtl_core.schema import HardSharing, OutputLayout, Task, TaskKind
from mtl_core.schema.specs import MixtureOfExperts

ALL = ("died", "sepsis", "stay", "stage")
SIZES = {"width": 8, "depth": 2, "dropout": 0.4}
LAYOUT = OutputLayout.of([Task("stay", TaskKind.REGRESSION), Task("cost", TaskKind.REGRESSION)])


@pytest.mark.parametrize("groups", [[ALL], [(name,) for name in ALL]], ids=["shared", "alone"])
def test_with_one_expert_it_becomes_hard_sharing(make_job, outcome, groups):
    mixture = outcome(make_job(MixtureOfExperts(n_experts=1, **SIZES), groups))
    hard = outcome(make_job(HardSharing(**SIZES), groups))
    for name in ALL:
        assert torch.allclose(mixture[name], hard[name], atol=1e-4)
        assert hard[name].std() > 0.05


def test_experts_start_from_weights_of_their_own_and_gates_at_equal_shares(make_job, train):
    network = build(MixtureOfExperts(width=4, n_experts=3), 5, LAYOUT)
    assert len(network.experts.first.view(3, -1).unique(dim=0)) == 3
    shares = network.lift(torch.randn(2, 5))[1].view(2, 2, 3).softmax(dim=-1)
    assert torch.allclose(shares, torch.full((2, 2, 3), 1 / 3))


def test_each_task_mixes_the_experts_by_its_own_gate():
    """Worked by hand: experts say 2 and 10; gates of log 3 and 0 give shares of 3/4 and 1/4."""
    network = build(MixtureOfExperts(width=4, n_experts=2), 1, LAYOUT).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
        network.experts.biases[0][0], network.experts.biases[0][4] = 2.0, 10.0
        network.gates.weight[0] = torch.log(torch.tensor(3.0))  # first task, first expert
        network.heads.weight[:, 0] = 1.0
    outputs = network(torch.tensor([[1.0], [0.0]]))
    assert outputs[0].tolist() == pytest.approx([0.75 * 2 + 0.25 * 10, 6.0])
    assert outputs[1].tolist() == pytest.approx([6.0, 6.0])


def test_a_task_moves_its_own_gate_and_no_other(make_job):
    network = build(MixtureOfExperts(width=16, n_experts=3), 2, LAYOUT).eval()
    with torch.no_grad():
        network.heads.weight.fill_(1.0)
    network(torch.ones(5, 2))[:, 0].sum().backward()
    gradient = network.gates.weight.grad.view(2, 3, 2)
    assert (gradient[0] != 0).any()
    assert (gradient[1] == 0).all()


def test_gates_are_learned(make_job, train):
    weights = train(make_job(MixtureOfExperts(**SIZES), n_steps=100, weight_decay=0.01))[ALL]
    assert weights["gates.weight"].abs().max() > 0.02
