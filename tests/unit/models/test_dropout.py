"""Dropout whose mask is drawn once for a whole stack."""

import pytest
import torch

from mtl_core.models import SharedDropout, build, forward_stacked
from mtl_core.schema import HardSharing, OutputLayout, Task, TaskKind


def drawn(seed, rate=0.2, rows=5_000):
    dropout = SharedDropout(8, rate).train()
    dropout.draw(rows, torch.Generator().manual_seed(seed))
    return dropout(torch.ones(rows, 8))


def test_a_drawn_mask_switches_the_asked_share_off_and_keeps_the_mean():
    # 40,000 units: the share lies within .01 of .2, five standard errors.
    units = drawn(0)
    assert sorted(set(units.flatten().tolist())) == [0.0, pytest.approx(1 / 0.8)]
    assert (units == 0).float().mean().item() == pytest.approx(0.2, abs=0.01)
    assert units.mean().item() == pytest.approx(1, abs=0.0125)


def test_the_same_generator_draws_the_same_mask_and_leaves_torchs_own_alone():
    before = torch.get_rng_state()
    assert torch.equal(drawn(0), drawn(0))
    assert not torch.equal(drawn(0), drawn(1))
    assert torch.equal(torch.get_rng_state(), before)


def test_without_training_or_with_rate_zero_nothing_is_switched_off():
    assert (drawn(0, rate=0.0) == 1).all()
    dropout = SharedDropout(8, 0.5).eval()
    dropout.draw(10, torch.Generator().manual_seed(0))
    assert (dropout(torch.ones(10, 8)) == 1).all()


def test_all_networks_of_a_stack_share_one_mask():
    layout = OutputLayout.of([Task("stay", TaskKind.REGRESSION)])
    network = build(HardSharing(width=8, depth=2, dropout=0.5), 3, layout)
    generator = torch.Generator().manual_seed(0)
    stacked = {
        name: torch.randn(p.shape, generator=generator).expand(4, *p.shape)
        for name, p in network.named_parameters()
    }
    for module in network.modules():
        if isinstance(module, SharedDropout):
            module.draw(20, generator)
    rows = torch.randn(20, 3, generator=generator).expand(4, 20, 3)
    outputs = forward_stacked(network, stacked, rows, training=True)
    whole = forward_stacked(network, stacked, rows, training=False)
    assert all(torch.allclose(output, outputs[0], atol=1e-5) for output in outputs)
    assert not torch.allclose(outputs, whole)
