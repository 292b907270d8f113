"""Solvers: linear models of several tasks, taken to the minimum of a convex objective.

The objective is the sum of the tasks' mean losses plus a penalty that ties their weights. Newton's
method with the whole Hessian, a block per task, meets the loss; each step minimises the penalty
as it is: a ridge with a shared part in closed form, a trace norm by ADMM. For regressions under a
ridge the first step is the solution of the normal equations. Many replicas are solved at once, on a
leading axis, in double precision. Nothing here knows folds or networks.

Examples
--------
>>> import torch
>>> from mtl_core.schema import OutputLayout, Task, TaskKind
>>> features = torch.tensor([[[0.0], [1.0], [2.0]]])
>>> labels = torch.tensor([[[1.0], [3.0], [5.0]]], dtype=torch.float64)
>>> problem = Problem(
...     rows=Rows(lambda: [features], n_rows=3),
...     labels=labels,
...     shares=torch.full((1, 3, 1), 1 / 3, dtype=torch.float64),
...     predictors=Predictors(OutputLayout.of([Task("stay", TaskKind.REGRESSION)])),
... )
>>> nothing = torch.zeros(1, dtype=torch.float64)
>>> found = ProximalNewton(problem.without_features).solve(problem, SharedRidge(nothing, nothing))
>>> [round(float(number), 3) for number in (found.weights, found.constants)]
[2.0, 1.0]
"""

from mtl_core.solvers.newton import Penalty, ProximalNewton
from mtl_core.solvers.path import LinearDesign, penalty_of, shared_part, strengths_of
from mtl_core.solvers.penalties import SharedRidge, TraceNormPenalty
from mtl_core.solvers.predictors import Predictors
from mtl_core.solvers.problem import LinearWeights, Problem
from mtl_core.solvers.rows import BYTES_KEPT, Rows

__all__ = [
    "BYTES_KEPT",
    "LinearDesign",
    "LinearWeights",
    "Penalty",
    "Predictors",
    "Problem",
    "ProximalNewton",
    "Rows",
    "SharedRidge",
    "TraceNormPenalty",
    "penalty_of",
    "shared_part",
    "strengths_of",
]
