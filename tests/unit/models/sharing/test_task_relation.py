"""Task relation: hard sharing without a pull, the squared trace norm with one."""

import pytest
import torch

from mtl_core.models import build, task_relation
from mtl_core.models.sharing.task_relation import output_covariance
from mtl_core.schema import HardSharing, OutputLayout, Task, TaskKind
from mtl_core.schema.specs import TaskRelation

ALL = ("died", "sepsis", "stay", "stage")
SIZES = {"width": 8, "depth": 2, "dropout": 0.4}
LAYOUT = OutputLayout.of([Task(name, TaskKind.REGRESSION) for name in ("a", "b", "c")])


def generator(seed):
    return torch.Generator().manual_seed(seed)


def parameters(last):
    """Stacked parameters whose heads are ``last``, without a skip path."""
    skip = {
        "skip.weight": torch.zeros(1, len(last), 2),
        "skip.gains": torch.zeros(1, len(last) * 2),
    }
    return {"heads.weight": last[None], **skip}


def test_without_a_pull_it_is_hard_sharing_to_the_bit(make_job, outcome):
    one = outcome(make_job(TaskRelation(strength=0, **SIZES)))
    other = outcome(make_job(HardSharing(**SIZES)))
    assert all(torch.equal(one[name], other[name]) for name in ALL)


def test_the_penalty_is_the_squared_trace_norm_and_so_is_its_gradient():
    """With the best covariance the penalty is the squared sum of singular values (Argyriou 2008).

    The covariance is held fixed in the gradient; at its best that changes nothing.
    """
    network = build(TaskRelation(width=4, strength=0.5), 2, LAYOUT)
    last = torch.randn(3, 4, generator=generator(0)).requires_grad_()
    added = network.penalty(parameters(last))
    peer = 0.5 * torch.linalg.matrix_norm(last, "nuc") ** 2
    assert added.item() == pytest.approx(peer.item(), rel=1e-4)
    (mine,) = torch.autograd.grad(added.sum(), last)
    (theirs,) = torch.autograd.grad(peer, last)
    assert mine.numpy() == pytest.approx(theirs.numpy(), abs=1e-3)


def test_gradient_steps_reach_the_solution_of_the_alternating_algorithm():
    """The peer solves for W and for Omega in turn, each in closed form, for linear regression."""
    rows = torch.randn(60, 4, generator=generator(1))
    targets = rows @ torch.randn(4, 3, generator=generator(2))
    targets = targets + torch.randn(60, 3, generator=generator(3))
    strength, n = 0.2, 60
    covariance = torch.eye(3) / 3
    for _ in range(500):
        # (X'X/n) W' + 2 strength W' Omega^-1 = X'Y/n, one linear system in all weights
        inverse = torch.linalg.inv(covariance).contiguous()
        system = torch.kron(torch.eye(3), rows.T @ rows / n)
        system = system + 2 * strength * torch.kron(inverse, torch.eye(4))
        solved = torch.linalg.solve(system, (rows.T @ targets / n).T.reshape(-1)).view(3, 4)
        values, vectors = torch.linalg.eigh(solved @ solved.T + 1e-6 * torch.eye(3))
        root = vectors @ torch.diag(values.sqrt()) @ vectors.T
        covariance = root / root.trace()
    network = build(TaskRelation(width=4, strength=strength), 2, LAYOUT)
    last = torch.zeros(3, 4, requires_grad=True)
    for _ in range(3000):
        loss = 0.5 * (rows @ last.T - targets).square().mean(dim=0).sum()
        (gradient,) = torch.autograd.grad(loss + network.penalty(parameters(last)).sum(), last)
        with torch.no_grad():
            last -= 0.02 * gradient
    assert solved.abs().max() > 0.2
    assert last.detach().numpy() == pytest.approx(solved.numpy(), abs=2e-3)
    found = output_covariance(parameters(last.detach()))[0]
    assert found.numpy() == pytest.approx(covariance.numpy(), abs=5e-3)


def test_same_opposite_and_unrelated_weights_are_related_by_one_minus_one_and_zero():
    last = torch.tensor([[3.0, 0, 0, 0], [-6.0, 0, 0, 0], [0, 1.0, 2.0, 0]])
    relation = task_relation(parameters(last), LAYOUT)[0]
    expected = torch.tensor([[1.0, -1, 0], [-1, 1, 0], [0, 0, 1]])
    assert relation.numpy() == pytest.approx(expected.numpy(), abs=2e-3)


def test_the_covariance_has_trace_one_also_where_nothing_is_learned():
    for last in (torch.zeros(3, 4), torch.randn(3, 4, generator=generator(0)), torch.ones(3, 4)):
        covariance = output_covariance(parameters(last))[0]
        assert covariance.trace().item() == pytest.approx(1, abs=1e-5)
        assert torch.linalg.eigvalsh(covariance).min() > -1e-6


def test_tasks_with_one_cause_are_found_to_be_related(make_job, train):
    job = make_job(TaskRelation(width=8, dropout=0), n_steps=400, weight_decay=0.1)
    weights = train(job)[ALL]
    relation = task_relation(weights, job.layout)
    assert relation.shape == (1, 4, 4)
    assert torch.allclose(relation, relation.mT, atol=1e-5)
    names = [task.name for task in job.layout.tasks]
    between = {name: relation[0, names.index("died"), names.index(name)].item() for name in names}
    assert between["died"] == pytest.approx(1, abs=1e-5)
    assert between["sepsis"] > 0.25 + abs(between["stay"])
    assert 0 <= between["stage"] <= 1


def test_a_network_that_has_diverged_does_not_end_the_training_of_the_others():
    network = build(TaskRelation(width=4), 2, LAYOUT)
    stacked = {
        "heads.weight": torch.stack([torch.full((3, 4), torch.nan), torch.ones(3, 4)]),
        "skip.weight": torch.zeros(2, 3, 2),
        "skip.gains": torch.zeros(2, 6),
    }
    assert network.penalty(stacked)[1].isfinite()
