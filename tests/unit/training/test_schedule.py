"""The learning rate rises in a line and falls along half a cosine."""

import pytest
import torch

from mtl_core.training import one_cycle


@pytest.mark.parametrize(
    ("progress", "share"), [(0.0, 0.0), (0.075, 0.5), (0.15, 1.0), (0.575, 0.5), (1.0, 0.0)]
)
def test_the_schedule_goes_through_its_corner_points(progress, share):
    assert one_cycle(progress) == pytest.approx(share, abs=1e-12)


def test_after_warm_up_it_is_the_cosine_schedule_of_torch():
    n_steps = 850
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=n_steps)
    for step in range(n_steps + 1):
        assert one_cycle((150 + step) / 1000) == pytest.approx(schedule.get_last_lr()[0], abs=1e-9)
        optimiser.step()
        schedule.step()
