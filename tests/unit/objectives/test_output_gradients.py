"""The written-out gradient of the losses is that of autograd and that of finite differences."""

import pytest
import torch

from mtl_core.objectives import masked_means, output_gradients, row_losses
from mtl_core.schema import OutputLayout, Task, TaskKind

GRADES = ("low", "middle", "high", "highest")
TASKS = {
    "died": Task("died", TaskKind.BINARY, ("no", "yes")),
    "icu": Task("icu", TaskKind.BINARY, ("no", "yes")),
    "stay": Task("stay", TaskKind.REGRESSION),
    "grade": Task("grade", TaskKind.ORDINAL, GRADES),
    "stage": Task("stage", TaskKind.MULTICLASS, ("I", "II", "III")),
}
GROUPS = [tuple(TASKS), *((name,) for name in TASKS), ("icu", "stage"), ("stay", "grade")]


@pytest.fixture
def draw():
    """Outputs, labels and mask of three networks; one task of one network has no label."""

    def drawn(layout):
        generator = torch.Generator().manual_seed(0)
        outputs = 3 * torch.randn(3, 20, layout.width, generator=generator, dtype=torch.float64)
        columns = [
            torch.randn(3, 20, generator=generator, dtype=torch.float64)
            if task.kind is TaskKind.REGRESSION
            else torch.randint(0, len(task.classes), (3, 20), generator=generator).double()
            for task in layout.tasks
        ]
        mask = (torch.rand(3, 20, layout.n_tasks, generator=generator) < 0.6).double()
        mask[1, :, 0] = 0
        return outputs, torch.stack(columns, dim=-1), mask

    return drawn


@pytest.mark.parametrize("names", GROUPS, ids=",".join)
def test_it_is_the_gradient_that_autograd_finds(names, draw):
    layout = OutputLayout.of([TASKS[name] for name in names])
    outputs, labels, mask = draw(layout)
    leaf = outputs.clone().requires_grad_()
    total = masked_means(row_losses(leaf, labels, layout), mask).sum()
    (expected,) = torch.autograd.grad(total, leaf)
    found = output_gradients(outputs, labels, mask, layout)
    assert expected.abs().max() > 0.01
    assert torch.allclose(found, expected, rtol=1e-9, atol=1e-12)
    assert not found[1, :, layout.columns(layout.tasks[0].name)].any()


def test_it_is_how_the_losses_change(draw):
    layout = OutputLayout.of(TASKS.values())
    outputs, labels, mask = draw(layout)

    def total(at):
        return float(masked_means(row_losses(at, labels, layout), mask).sum())

    found = output_gradients(outputs, labels, mask, layout)
    for column in range(layout.width):
        shift = torch.zeros_like(outputs)
        shift[2, 7, column] = 1e-6
        slope = (total(outputs + shift) - total(outputs - shift)) / 2e-6
        assert float(found[2, 7, column]) == pytest.approx(slope, abs=1e-7)
