"""Linear models with a shared part: the closed form, and what one penalty leaves of the other."""

import dataclasses

import pytest
import torch

from mtl_core.schema import OutputLayout, Task, TaskKind, TrainingSpec
from mtl_core.schema.specs import AdamW, LinearShared
from mtl_core.training import FoldData, Job, Replica

PAIR = ("stay", "cost")


@pytest.fixture
def two_regressions():
    """A long job of two related regressions that keeps its last weights, and its fold."""

    def make(design):
        generator = torch.Generator().manual_seed(5)
        features = torch.randn(80, 3, generator=generator)
        true = torch.tensor([[1.0, -0.5, 0.2], [0.8, -0.2, -0.3]])
        labels = features @ true.T + 0.3 * torch.randn(80, 2, generator=generator)
        known = torch.ones(80, 2)
        known[64:] = 0  # nothing to validate on: the last weights are kept
        fold = FoldData(
            features=features,
            labels=labels,
            known=known,
            base_loss=torch.ones(2),
            train=torch.arange(64),
            valid=torch.arange(64, 80),
            test=torch.arange(64, 80),
            centre=torch.zeros(2),
            scale=torch.ones(2),
            seed_key=(0, 0),
        )
        adamw = AdamW(learning_rate=0.02, weight_decay=0)
        spec = TrainingSpec(n_steps=3000, batch_size=16, optimiser=adamw)
        layout = OutputLayout.of([Task(name, TaskKind.REGRESSION) for name in PAIR])
        return Job((Replica(PAIR, 0, 0),), [fold], layout, design, spec, 0), fold

    return make


def closed_form(rows, targets, known, shared, own):
    """Solve for shared weights, own weights and constants of all tasks in one linear system.

    The objective is the sum over tasks of half the mean squared error over the task's labelled
    rows, plus ``shared * |w_0|^2 + own * sum |v_t|^2``.
    """
    n_tasks, n = targets.shape[1], rows.shape[1]
    size = n + n_tasks * (n + 1)
    system, right = torch.zeros(size, size).double(), torch.zeros(size).double()
    system[range(n), range(n)] = 2 * shared
    for task in range(n_tasks):
        start = n + task * (n + 1)
        labelled = rows[known[:, task] == 1].double()
        design = torch.zeros(len(labelled), size).double()
        design[:, :n] = labelled
        design[:, start : start + n] = labelled
        design[:, start + n] = 1
        system += design.T @ design / len(labelled)
        right += design.T @ targets[known[:, task] == 1, task].double() / len(labelled)
        system[range(start, start + n), range(start, start + n)] += 2 * own
    solved = torch.linalg.solve(system, right)
    own_parts = solved[n:].view(n_tasks, n + 1)
    return (solved[:n] + own_parts[:, :n]).float(), own_parts[:, n].float()


def trained(weights):
    """Return the weights and constants of every task's model."""
    return (weights["shared.weight"] + weights["own.weight"])[0], weights["own.bias"][0]


@pytest.mark.parametrize(("shared", "own"), [(0.05, 0.2), (0.2, 0.05), (0.0, 1.0)])
def test_the_stack_reaches_the_closed_form_for_regression(two_regressions, train, shared, own):
    job, fold = two_regressions(LinearShared(shared=shared, own=own))
    weights, constants = trained(train(job)[PAIR])
    rows = fold.train
    expected, expected_constants = closed_form(
        fold.features[rows], fold.labels[rows], fold.known[rows], shared, own
    )
    assert expected.abs().max() > 0.2
    assert weights.numpy() == pytest.approx(expected.numpy(), abs=0.02)
    assert constants.numpy() == pytest.approx(expected_constants.numpy(), abs=0.02)


def test_a_large_penalty_on_own_parts_gives_all_tasks_the_same_weights(two_regressions, train):
    job, _ = two_regressions(LinearShared(shared=0, own=100))
    weights, _ = trained(train(job)[PAIR])
    assert weights[0].numpy() == pytest.approx(weights[1].numpy(), abs=0.02)
    assert weights.abs().max() > 0.1


def test_a_task_alone_is_a_ridge_regression_of_the_joint_penalty(two_regressions, train):
    """The best split of w into w_0 + v costs ab/(a + b) |w|^2."""
    job, fold = two_regressions(LinearShared(shared=0.3, own=0.6))
    alone = dataclasses.replace(job.replicas[0], tasks=("stay",))
    weights, _ = trained(train(dataclasses.replace(job, replicas=(alone,)))[("stay",)])
    rows = fold.features[fold.train].double()
    target = fold.labels[fold.train, 0].double()
    centred = rows - rows.mean(dim=0)
    system = centred.T @ centred / len(rows) + 2 * 0.2 * torch.eye(rows.shape[1])
    expected = torch.linalg.solve(system, centred.T @ (target - target.mean()) / len(rows))
    assert weights[0].numpy() == pytest.approx(expected.numpy(), abs=0.02)
