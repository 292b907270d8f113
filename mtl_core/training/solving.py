"""Linear designs in the stack: no steps, but the minimum itself, for a path of penalties."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from mtl_core.models import StackedParameters, stored_cut_points
from mtl_core.schema import TaskKind
from mtl_core.schema.specs import AdamW, Equal, LinearShared, TraceNorm
from mtl_core.solvers import (
    BYTES_KEPT,
    LinearWeights,
    Predictors,
    Problem,
    ProximalNewton,
    Rows,
    penalty_of,
    shared_part,
    strengths_of,
)
from mtl_core.training.batches import Batches, FoldTensors
from mtl_core.training.replicas import Job, Replica
from mtl_core.training.stack import Stack
from mtl_core.training.starting import first_network
from mtl_core.training.stopping import BestWeights

if TYPE_CHECKING:
    from mtl_core.solvers import LinearDesign

PATIENCE = 2
"""Strengths without a better validation loss after which weaker ones are not tried."""


def solver_design(job: Job) -> LinearDesign | None:
    """Return the job's design if it is solved, ``None`` if it is trained step by step.

    Linear designs are solved unless the study asks for what only steps can do: another optimiser
    than the usual, an L1 penalty, or losses that are balanced on the way. Tasks alone have nothing
    to balance: they are solved whatever the balancing.
    """
    spec, design = job.spec, job.design
    in_groups = any(len(replica.tasks) > 1 for replica in job.replicas)
    balanced = in_groups and not isinstance(spec.balancing, Equal)
    usual = isinstance(spec.optimiser, AdamW) and not balanced and spec.l1 == 0
    return design if usual and isinstance(design, LinearShared | TraceNorm) else None


def most_replicas(job: Job, tensors: FoldTensors, usual: int) -> int:
    """Return how many replicas to solve at once: as many as usual, if memory allows."""
    n_rows = max(len(fold.train) for fold in job.folds)
    return max(1, min(usual, BYTES_KEPT // (8 * n_rows * tensors.n_inputs)))


class SolvedChunk:
    """Replicas of a linear design, and how far along the path of penalties they are.

    Ensemble members of one split that see the same rows have the same minimum, found once.

    Attributes
    ----------
    layout
        The tasks of the chunk's group.
    replicas
        All replicas of the chunk, live or retired; all of one group.
    relative
        Validation losses relative to the base rate at the last check, of the minima that were
        live then, ``(n_live, n_tasks)``, NaN where a task has no validation label.
    """

    def __init__(
        self,
        job: Job,
        design: LinearDesign,
        replicas: tuple[Replica, ...],
        tensors: FoldTensors,
        ask: Callable[[], None],
    ) -> None:
        self.replicas = replicas
        self._design = design
        rows_of = [(r.split, job.folds[r.split].hold_out_of(r.member)) for r in replicas]
        by_rows = dict(zip(reversed(rows_of), reversed(replicas), strict=True))
        distinct = sorted(by_rows.values())
        indices = [distinct.index(by_rows[rows]) for rows in rows_of]
        self._index_of = torch.tensor(indices, device=job.device)
        self._batches = Batches(job, distinct, tensors)
        self.layout = self._batches.layout
        self._predictors = Predictors(self.layout, job.device)
        self._stack = Stack(
            [first_network(job, replica, self.layout, tensors.n_inputs) for replica in distinct],
            job.device,
        )
        self._best = BestWeights(self._stack.parameters, patience=PATIENCE)
        problem = self._problem()
        self._strengths = strengths_of(design, problem)
        self._newton = ProximalNewton(problem.without_features, ask)
        self.relative = torch.ones(len(distinct), self.layout.n_tasks, device=job.device)

    @property
    def n_live(self) -> int:
        """Minima that are still followed."""
        return self._batches.n_live

    @property
    def weights(self) -> StackedParameters:
        """Weights of all replicas at the strength that was best for each, in their order."""
        return {name: best[self._index_of] for name, best in self._best.weights.items()}

    def step(self, step: int) -> None:
        """Follow the minima to strength number ``step``, counted from 1."""
        penalty = penalty_of(self._design, self._strengths[:, step - 1])
        point = self._newton.solve(self._problem(), penalty)
        found = network_parameters(self._design, self._predictors, point)
        with torch.no_grad():
            for name, parameter in self._stack.parameters.items():
                parameter.copy_(found[name])

    def check(self) -> None:
        """Validate, keep the best weights, and let those that no longer improve leave."""
        self.relative = self._batches.validate(self._stack)
        keep = self._best.update(self._stack.parameters, self.relative.nanmean(dim=1))
        if len(keep) < self.n_live:
            self._stack.keep(keep)
            self._batches.keep(keep)
            self._newton.keep(keep)
            self._strengths = self._strengths[keep]

    def _problem(self) -> Problem:
        parts = [(labels, shares) for _, labels, shares in self._batches.all_rows()]
        labels, shares = (torch.cat(each, dim=1).double() for each in zip(*parts, strict=True))
        rows = Rows(lambda: (f for f, _, _ in self._batches.all_rows()), labels.shape[1])
        return Problem(rows, labels, shares, self._predictors)


def network_parameters(
    design: LinearDesign, predictors: Predictors, point: LinearWeights
) -> StackedParameters:
    """Write linear models as the stacked parameters of their design's network."""
    layout, by_term = predictors.layout, point.weights.mT
    ordinal = layout.of_kind(TaskKind.ORDINAL)
    constants = [
        torch.zeros_like(point.constants[:, :1])
        if task.kind is TaskKind.ORDINAL
        else point.constants[:, predictors.columns(task)]
        for task in layout.tasks
    ]
    biases = torch.cat(constants, dim=1)
    if isinstance(design, LinearShared):
        shared = shared_part(design, point.weights).mT
        own = {"shared.weight": shared, "own.weight": by_term - shared, "own.bias": biases}
    else:
        own = {"outputs.weight": by_term, "outputs.bias": biases}
    if not ordinal:
        return own
    points = [stored_cut_points(point.constants[:, predictors.columns(task)]) for task in ordinal]
    cuts: dict[str, Tensor] = {"cut_points.raw": torch.cat(points, dim=1)}
    return cuts | {f"scores.{name}": parameter for name, parameter in own.items()}
