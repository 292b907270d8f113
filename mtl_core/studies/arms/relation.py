"""What the networks of a task relation design learned about how tasks are related."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from mtl_core.models import score_parameters, task_relation
from mtl_core.schema import LearnedRelation, OutputLayout, SharingDesign
from mtl_core.schema.specs import TaskRelation
from mtl_core.training import TrainedGroup

_LAST_LAYER = ("heads.weight", "skip.weight", "skip.gains")


def learned_relations(
    design: SharingDesign, trained: Sequence[TrainedGroup]
) -> tuple[LearnedRelation, ...]:
    """Return how the tasks of every shared group are related, the mean over all its networks.

    Empty for other designs, and without a pull towards the relation: then nothing was learned
    about it. A network whose weights are not finite is left out.
    """
    if not isinstance(design, TaskRelation) or design.strength == 0:
        return ()
    by_layout: dict[OutputLayout, list[torch.Tensor]] = {}
    for group in trained:
        if group.layout.n_tasks > 1:
            relation = task_relation(group.weights, group.layout).double()
            own = score_parameters(group.weights)
            last = torch.cat([own[name].flatten(1) for name in _LAST_LAYER], dim=1)
            by_layout.setdefault(group.layout, []).append(relation[last.isfinite().all(dim=1)])
    return tuple(_mean(layout, torch.cat(parts)) for layout, parts in by_layout.items())


def _mean(layout: OutputLayout, relations: torch.Tensor) -> LearnedRelation:
    """Mean and deviation of relations ``(n_networks, n_tasks, n_tasks)``."""
    unknown = torch.full(relations.shape[1:], torch.nan)
    return LearnedRelation(
        tasks=tuple(task.name for task in layout.tasks),
        matrix=_plain(relations.mean(dim=0)),
        spread=_plain(relations.std(dim=0) if len(relations) > 1 else unknown),
        unsigned=tuple(task.name for task in layout.of_scores.tasks if task.n_outputs > 1),
        n_networks=len(relations),
    )


def _plain(matrix: torch.Tensor) -> tuple[tuple[float | None, ...], ...]:
    return tuple(
        tuple(float(v) if bool(v.isfinite()) else None for v in row) for row in matrix.unbind()
    )
