"""What a linear model of each kind of task adds up, and the loss of it.

A *predictor* is a linear term plus a constant of its own: one for a binary task or a regression,
one per class for a multiclass task. An ordinal task has one linear term and several predictors,
each a cut point minus that term: constants differ, weights do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from mtl_core.objectives import row_losses
from mtl_core.schema import OutputLayout, Task, TaskKind


@dataclass(frozen=True, slots=True, eq=False)
class TaskForm:
    """Tasks of one form: how many linear terms and how many predictors they have.

    Attributes
    ----------
    terms
        Indices of their linear terms, ``(n_tasks, n_terms)``.
    predictors
        Indices of their predictors, ``(n_tasks, n_predictors)``.
    spread
        What each term adds to each predictor, ``(n_terms, n_predictors)``.
    """

    terms: Tensor
    predictors: Tensor
    spread: Tensor


class Predictors:
    """Linear terms and predictors of all tasks of a group, side by side.

    Attributes
    ----------
    layout
        The group's tasks.
    device
        Where features, labels and weights lie.
    """

    def __init__(self, layout: OutputLayout, device: torch.device | None = None) -> None:
        self.layout = layout
        self.device = device or torch.device("cpu")
        self._terms = {t.name: layout.of_scores.columns(t.name) for t in layout.tasks}
        widths = [_n_predictors(task) for task in layout.tasks]
        starts = accumulate(widths, initial=0)
        self._columns = {
            task.name: slice(start, start + width)
            for task, start, width in zip(layout.tasks, starts, widths, strict=False)
        }
        self.n_terms, self.n_predictors = layout.of_scores.width, sum(widths)

    def columns(self, task: Task) -> slice:
        """Return the columns of a task's predictors."""
        return self._columns[task.name]

    @cached_property
    def forms(self) -> tuple[TaskForm, ...]:
        """The tasks by form; those of one form stand next to each other."""
        found = []
        for _, together in groupby(self.layout.tasks, key=self._form):
            tasks = list(together)
            found.append(
                TaskForm(
                    terms=self._indices(tasks, self._terms),
                    predictors=self._indices(tasks, self._columns),
                    spread=_spread(tasks[0], self.device),
                )
            )
        return tuple(found)

    @cached_property
    def spread(self) -> Tensor:
        """What each linear term adds to each predictor, ``(n_terms, n_predictors)``."""
        shape = self.n_terms, self.n_predictors
        whole = torch.zeros(shape, dtype=torch.float64, device=self.device)
        for task in self.layout.tasks:
            whole[self._terms[task.name], self._columns[task.name]] = _spread(task, self.device)
        return whole

    def row_losses(self, predictors: Tensor, labels: Tensor) -> Tensor:
        """Return the loss of every row on every task, as :func:`~mtl_core.objectives.row_losses`.

        Parameters
        ----------
        predictors
            ``(..., rows, n_predictors)``. Those of an ordinal task must rise: the loss is not
            finite where they do not.
        """
        parts = [
            _class_log_probabilities(predictors[..., self.columns(task)])
            if task.kind is TaskKind.ORDINAL
            else predictors[..., self.columns(task)]
            for task in self.layout.tasks
        ]
        return row_losses(torch.cat(parts, dim=-1), labels, self.layout)

    def at_base_rates(self, labels: Tensor, shares: Tensor) -> Tensor:
        """Return the constants that predict every task's mean or shares, ``(..., n_predictors)``.

        Parameters
        ----------
        labels, shares
            ``(..., rows, n_tasks)``: labels, and weights that add up to one over the labelled rows
            of a task, or are all 0.
        """
        parts = []
        for index, task in enumerate(self.layout.tasks):
            own, weights = labels[..., index], shares[..., index]
            if task.kind is TaskKind.REGRESSION:
                parts.append((own * weights).sum(dim=-1, keepdim=True))
                continue
            counted = (weights > 0).sum(dim=-1, keepdim=True)
            classes = F.one_hot(own.long(), max(len(task.classes), 2)).double()
            found = (classes * weights.unsqueeze(-1)).sum(dim=-2) * counted + 0.5
            parts.append(_constants(task, found / found.sum(dim=-1, keepdim=True)))
        return torch.cat(parts, dim=-1)

    def _form(self, task: Task) -> tuple[bool, int]:
        return task.kind is TaskKind.ORDINAL, _n_predictors(task)

    def _indices(self, tasks: Sequence[Task], columns: Mapping[str, slice]) -> Tensor:
        indices = [list(range(c.start, c.stop)) for c in (columns[task.name] for task in tasks)]
        return torch.tensor(indices, device=self.device)


def _n_predictors(task: Task) -> int:
    return len(task.classes) - 1 if task.kind is TaskKind.ORDINAL else task.n_outputs


def _spread(task: Task, device: torch.device) -> Tensor:
    n_predictors = _n_predictors(task)
    if task.kind is TaskKind.ORDINAL:
        return -torch.ones(1, n_predictors, dtype=torch.float64, device=device)
    return torch.eye(n_predictors, dtype=torch.float64, device=device)


def _constants(task: Task, shares: Tensor) -> Tensor:
    """Turn shares of classes ``(..., n_classes)`` into the constants that predict them."""
    if task.kind is TaskKind.MULTICLASS:
        return shares.log()
    up_to = shares.cumsum(dim=-1)[..., :-1].logit()
    return up_to if task.kind is TaskKind.ORDINAL else -up_to


def _class_log_probabilities(predictors: Tensor) -> Tensor:
    """Log probability of every class from rising logits of *up to this class*."""
    up_to, above = F.logsigmoid(predictors), F.logsigmoid(-predictors)
    # sigmoid(b) - sigmoid(a) = sigmoid(b) sigmoid(-a) (1 - exp(a - b)): nothing is subtracted
    between = torch.log(-torch.expm1(-predictors.diff(dim=-1)))
    inner = up_to[..., 1:] + above[..., :-1] + between
    return torch.cat([up_to[..., :1], inner, above[..., -1:]], dim=-1)
