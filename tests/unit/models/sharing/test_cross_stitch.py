"""Cross-stitch: alone under the identity, hard sharing under equal shares, learned between."""

import pytest
import torch

from mtl_core.models import build
from mtl_core.schema import HardSharing, OutputLayout, Task, TaskKind
from mtl_core.schema.specs import CrossStitch

ALL = ("died", "sepsis", "stay", "stage")
SIZES = {"width": 8, "depth": 2, "dropout": 0.4}


def test_with_the_identity_as_stitch_every_task_becomes_its_single_task_network(make_job, outcome):
    together = outcome(make_job(CrossStitch(mixing=0, rate=0, **SIZES)))
    alone = outcome(make_job(HardSharing(**SIZES), [(name,) for name in ALL]))
    for name in ALL:
        assert torch.allclose(together[name], alone[name], atol=1e-4)
        assert alone[name].std() > 0.05


def test_with_equal_shares_for_all_tasks_it_becomes_hard_sharing(make_job, outcome):
    """All encoders then get the same gradient, so they stay one.

    It is an n-th of hard sharing's gradient, and AdamW's step does not depend on that scale.
    """
    stitched = outcome(make_job(CrossStitch(mixing=0.75, rate=0, **SIZES)))
    hard = outcome(make_job(HardSharing(**SIZES)))
    for name in ALL:
        assert torch.allclose(stitched[name], hard[name], atol=2e-3)
        assert hard[name].std() > 0.05


def test_a_task_alone_is_the_single_task_network_of_hard_sharing_to_the_bit(make_job, outcome):
    one = outcome(make_job(CrossStitch(**SIZES), [("died",)]))
    other = outcome(make_job(HardSharing(**SIZES), [("died",)]))
    assert torch.equal(one["died"], other["died"])


@pytest.mark.parametrize(("rate", "moves"), [(0.0, False), (1.0, True)])
def test_the_stitch_is_learned_unless_its_rate_is_zero(make_job, train, rate, moves):
    weights = train(make_job(CrossStitch(rate=rate, **SIZES), n_steps=100))[ALL]
    learned = rate * weights["changes.1"].abs().max()
    assert bool(learned > 0.02) == moves


LAYOUT = OutputLayout.of([Task("stay", TaskKind.REGRESSION), Task("cost", TaskKind.REGRESSION)])


def test_each_task_goes_on_with_its_own_mixture():
    """Worked by hand: two tasks, one unit each, values 2 and 10."""
    network = build(CrossStitch(width=4, mixing=0.25, rate=2.0), 1, LAYOUT).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
        network.encoders.biases[0][0], network.encoders.biases[0][4] = 2.0, 10.0
        network.changes[0][0, 1] = 0.5
        network.heads.weight[:, 0] = 1.0
    assert torch.allclose(network.stitch(0), torch.tensor([[0.75, 1.25], [0.25, 0.75]]))
    outputs = network(torch.zeros(1, 1))
    assert outputs[0].tolist() == pytest.approx([0.75 * 2 + 1.25 * 10, 0.25 * 2 + 0.75 * 10])


def test_a_task_without_a_share_in_another_does_not_move_it():
    network = build(CrossStitch(width=16, mixing=0), 3, LAYOUT).eval()
    with torch.no_grad():
        network.heads.weight.fill_(1.0)
    network(torch.ones(5, 3))[:, 0].sum().backward()
    gradient = network.encoders.first.grad
    assert (gradient[:16] != 0).any()
    assert (gradient[16:] == 0).all()
