"""Progressive experts: hard sharing and a mixture are special cases; private stays private."""

import pytest
import torch

from mtl_core.models import build
from mtl_core.schema import HardSharing, OutputLayout, Task, TaskKind
from mtl_core.schema.specs import MixtureOfExperts, ProgressiveExperts

ALL = ("died", "sepsis", "stay", "stage")
LAYOUT = OutputLayout.of([Task("stay", TaskKind.REGRESSION), Task("cost", TaskKind.REGRESSION)])


def agree(one, other):
    assert all(other[name].std() > 0.05 for name in ALL)
    return all(torch.allclose(one[name], other[name], atol=1e-4) for name in ALL)


@pytest.mark.parametrize("levels", [1, 2, 3])
@pytest.mark.parametrize("groups", [[ALL], [(name,) for name in ALL]], ids=["shared", "alone"])
def test_with_one_shared_expert_and_no_private_one_it_is_hard_sharing_level_by_level(
    make_job, outcome, groups, levels
):
    design = ProgressiveExperts(width=8, dropout=0.4, levels=levels, n_shared=1, n_private=0)
    hard = HardSharing(width=8, dropout=0.4, depth=levels)
    assert agree(outcome(make_job(design, groups)), outcome(make_job(hard, groups)))


def test_one_level_without_private_experts_is_a_mixture_of_experts(make_job, outcome):
    design = ProgressiveExperts(width=8, dropout=0.4, levels=1, n_shared=3, n_private=0)
    mixture = MixtureOfExperts(width=8, dropout=0.4, n_experts=3)
    assert agree(outcome(make_job(design)), outcome(make_job(mixture)))


@pytest.mark.parametrize("levels", [1, 2])
def test_with_gates_that_see_private_experts_only_tasks_do_not_meet(levels):
    design = ProgressiveExperts(width=16, levels=levels, n_shared=2, n_private=1)
    network = build(design, 3, LAYOUT).eval()
    with torch.no_grad():
        network.heads.weight.fill_(1.0)
        network.gates.bias[: 2 * 3].view(2, 3)[:, :2] = -torch.inf
        for level in network.later:
            level.task_gate_biases.view(2, 3)[:, :2] = -torch.inf
    network(torch.ones(5, 3))[:, 0].sum().backward()
    shared, first, second = network.experts.grad.split([32, 16, 16])
    assert (first != 0).any()
    assert (shared == 0).all()
    assert (second == 0).all()


def test_the_shared_gate_carries_private_experts_of_the_first_level_to_all_tasks():
    """Without the shared gate, a private expert could reach no other task."""
    network = build(ProgressiveExperts(width=16, levels=2), 3, LAYOUT).eval()
    with torch.no_grad():
        network.heads.weight.fill_(1.0)
    network(torch.ones(5, 3))[:, 0].sum().backward()
    of_the_other = network.experts.grad[-16:]
    assert (of_the_other != 0).any()
    assert (network.later[0].private.grad[1] == 0).all()


def test_a_level_mixes_shared_and_private_experts_by_the_tasks_gate():
    """Worked by hand: the shared expert says 2, private ones 10 and 20; shares are 3/4 and 1/4."""
    design = ProgressiveExperts(width=4, levels=1, n_shared=1, n_private=1)
    network = build(design, 1, LAYOUT).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
        network.expert_biases[0], network.expert_biases[4], network.expert_biases[8] = 2, 10, 20
        network.gates.weight[0] = torch.log(torch.tensor(3.0))  # first task, shared expert
        network.heads.weight[:, 0] = 1.0
    outputs = network(torch.tensor([[1.0]]))
    assert outputs[0].tolist() == pytest.approx([0.75 * 2 + 0.25 * 10, 0.5 * 2 + 0.5 * 20])


def test_private_experts_start_alike_for_all_tasks_and_unlike_the_shared_ones():
    experts = build(ProgressiveExperts(width=4), 3, LAYOUT).experts.view(4, -1)
    assert torch.equal(experts[2], experts[3])
    assert len(experts.unique(dim=0)) == 3
