"""Masked losses by blocks of columns are the textbook losses task by task."""

import numpy as np
import pytest
import torch
from sklearn.metrics import log_loss, mean_squared_error
from torch.nn import functional as F  # noqa: N812

from mtl_core.objectives import activate, masked_means, row_losses
from mtl_core.schema import OutputLayout, Task, TaskKind

DIED = Task("died", TaskKind.BINARY, ("no", "yes"))
ICU = Task("icu", TaskKind.BINARY, ("no", "yes"))
STAY = Task("stay", TaskKind.REGRESSION)
STAGE = Task("stage", TaskKind.MULTICLASS, ("I", "II", "III"))
PLACE = Task("place", TaskKind.MULTICLASS, ("home", "ward", "hospice", "other"))
GRADE = Task("grade", TaskKind.ORDINAL, ("low", "middle", "high"))
# Declared in an order that the layout has to change.
LAYOUT = OutputLayout.of([STAGE, DIED, GRADE, STAY, PLACE, ICU])
N_ROWS = 40


@pytest.fixture
def outputs():
    return torch.randn(N_ROWS, LAYOUT.width, generator=torch.Generator().manual_seed(0)) * 3


@pytest.fixture
def labels():
    rng = np.random.default_rng(0)
    columns = {
        TaskKind.BINARY: lambda _: rng.integers(0, 2, N_ROWS),
        TaskKind.REGRESSION: lambda _: rng.normal(size=N_ROWS),
        TaskKind.MULTICLASS: lambda task: rng.integers(0, len(task.classes), N_ROWS),
        TaskKind.ORDINAL: lambda task: rng.integers(0, len(task.classes), N_ROWS),
    }
    matrix = np.stack([columns[task.kind](task) for task in LAYOUT.tasks], axis=1)
    return torch.tensor(matrix, dtype=torch.float32)


@pytest.fixture
def mask():
    return torch.tensor(np.random.default_rng(1).random((N_ROWS, 6)) < 0.6).float()


def torch_loss(task, outputs, labels):
    block = outputs[:, LAYOUT.columns(task.name)]
    match task.kind:
        case TaskKind.BINARY:
            return F.binary_cross_entropy_with_logits(block[:, 0], labels)
        case TaskKind.REGRESSION:
            return 0.5 * F.mse_loss(block[:, 0], labels)
        case TaskKind.MULTICLASS | TaskKind.ORDINAL:
            return F.cross_entropy(block, labels.long())


def sklearn_loss(task, outputs, labels):
    block = outputs[:, LAYOUT.columns(task.name)].double()
    match task.kind:
        case TaskKind.BINARY:
            return log_loss(labels, block[:, 0].sigmoid(), labels=[0, 1])
        case TaskKind.REGRESSION:
            return 0.5 * mean_squared_error(labels, block[:, 0])
        case TaskKind.MULTICLASS | TaskKind.ORDINAL:
            classes = list(range(len(task.classes)))
            return log_loss(labels, block.softmax(dim=1), labels=classes)


def test_blocks_stand_in_the_order_binary_regression_ordinal_multiclass():
    names = [task.name for task in LAYOUT.tasks]
    assert names == ["died", "icu", "stay", "grade", "stage", "place"]
    assert LAYOUT.columns("place") == slice(9, 13)


@pytest.mark.parametrize("task", LAYOUT.tasks, ids=lambda task: task.name)
@pytest.mark.parametrize("reference", [torch_loss, sklearn_loss])
def test_a_tasks_loss_is_the_textbook_loss_over_its_labelled_rows(
    task, reference, outputs, labels, mask
):
    place = LAYOUT.index(task.name)
    known = mask[:, place] == 1
    expected = float(reference(task, outputs[known], labels[known, place]))
    means = masked_means(row_losses(outputs, labels, LAYOUT), mask)
    assert float(means[place]) == pytest.approx(expected, rel=1e-5)


def test_a_replica_axis_changes_no_loss(outputs, labels):
    both = row_losses(torch.stack([outputs, -outputs]), torch.stack([labels, labels]), LAYOUT)
    assert torch.equal(both[0], row_losses(outputs, labels, LAYOUT))
    assert torch.equal(both[1], row_losses(-outputs, labels, LAYOUT))


@pytest.mark.parametrize("task", LAYOUT.tasks, ids=lambda task: task.name)
def test_a_task_without_labels_adds_exactly_zero_with_a_gradient_path(task, outputs, labels, mask):
    mask[:, LAYOUT.index(task.name)] = 0
    outputs.requires_grad_()
    means = masked_means(row_losses(outputs, labels, LAYOUT), mask)
    loss = means[LAYOUT.index(task.name)]
    assert loss.item() == 0
    (gradient,) = torch.autograd.grad(loss, outputs)
    assert gradient.isfinite().all()
    assert (gradient == 0).all()


def test_what_stands_at_an_unknown_label_moves_no_gradient(outputs, labels, mask):
    def gradient(values):
        leaf = outputs.clone().requires_grad_()
        masked_means(row_losses(leaf, values, LAYOUT), mask).sum().backward()
        return leaf.grad

    assert torch.equal(gradient(labels * mask), gradient(labels))


@pytest.mark.parametrize("task", [t for t in LAYOUT.tasks if t.kind is not TaskKind.REGRESSION])
def test_probabilities_lie_between_zero_and_one_and_add_up(task, outputs):
    block = activate(outputs * 50, LAYOUT)[:, LAYOUT.columns(task.name)]
    assert ((block >= 0) & (block <= 1)).all()
    if task.kind.per_class:
        assert block.sum(dim=1).numpy() == pytest.approx(1, abs=1e-5)


def test_regression_outputs_stay_what_they_are(outputs):
    columns = LAYOUT.columns("stay")
    assert torch.equal(activate(outputs, LAYOUT)[:, columns], outputs[:, columns])
