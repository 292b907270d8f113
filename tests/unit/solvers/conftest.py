"""Several replicas of related tasks of every kind, with labels that are missing."""

import pytest
import torch

from mtl_core.objectives import masked_means
from mtl_core.schema import OutputLayout, Task, TaskKind
from mtl_core.solvers import Predictors, Problem, Rows

TASKS = {
    "died": Task("died", TaskKind.BINARY, ("no", "yes")),
    "sepsis": Task("sepsis", TaskKind.BINARY, ("no", "yes")),
    "stay": Task("stay", TaskKind.REGRESSION),
    "cost": Task("cost", TaskKind.REGRESSION),
    "stage": Task("stage", TaskKind.ORDINAL, ("I", "II", "III", "IV")),
    "site": Task("site", TaskKind.MULTICLASS, ("a", "b", "c")),
}


def drawn(names, *, n_replicas=2, n_rows=150, n_inputs=6, seed=0):
    """Draw features, labels and which are known; tasks depend on two common directions."""
    generator = torch.Generator().manual_seed(seed)
    features = torch.randn(n_replicas, n_rows, n_inputs, generator=generator)
    directions = torch.randn(n_inputs, 2, generator=generator)
    labels = []
    for name in names:
        score = features @ directions @ torch.randn(2, generator=generator)
        score = score + torch.randn(n_replicas, n_rows, generator=generator)
        match TASKS[name].kind:
            case TaskKind.BINARY:
                labels.append((score > 0.3).float())
            case TaskKind.REGRESSION:
                labels.append(score + 1)
            case _:
                cuts = torch.linspace(-1, 1, len(TASKS[name].classes) - 1)
                labels.append(torch.bucketize(score, cuts).float())
    known = (torch.rand(n_replicas, n_rows, len(names), generator=generator) < 0.8).double()
    return features, torch.stack(labels, dim=-1).double() * known, known


class Given:
    """A problem, and its parts in plain form."""

    def __init__(self, names, **options):
        self.layout = OutputLayout.of([TASKS[name] for name in names])
        ordered = [task.name for task in self.layout.tasks]
        self.features, self.labels, self.known = drawn(ordered, **options)
        self.problem = self.make(self.features, self.labels, self.known)

    def make(self, features, labels, known, **options):
        """Make a problem of other rows for the same tasks."""
        shares = known / known.sum(dim=1, keepdim=True).clamp(min=1)
        rows = Rows(lambda: features.split(40, dim=1), features.shape[1], **options)
        return Problem(rows, labels, shares, Predictors(self.layout))

    def gradients(self, point):
        """Differentiate the sum of mean losses in weights and constants, by autograd."""
        weights = point.weights.clone().requires_grad_()
        constants = point.constants.clone().requires_grad_()
        predictors = Predictors(self.layout)
        terms = self.features.double() @ weights
        losses = predictors.row_losses(
            terms @ predictors.spread + constants.unsqueeze(1), self.labels
        )
        masked_means(losses, self.known).sum().backward()
        return weights.grad, constants.grad


@pytest.fixture
def given():
    """Draw a problem of some tasks by name."""
    return Given


@pytest.fixture
def every_kind():
    """Draw a problem of two replicas with tasks of every kind."""
    return Given(tuple(TASKS))
