"""Folds in which most labels of one task are hidden."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from mtl_core.arrays import BoolArray, FloatArray
from mtl_core.data import draw_labels
from mtl_core.data.splits import Split
from mtl_core.schema import TaskKind
from mtl_core.schema.answers import LabelScarcity
from mtl_core.studies.prepare import PreparedStudy
from mtl_core.training import derive_seed, relabelled


@dataclass(frozen=True, slots=True, eq=False)
class LabelDraw:
    """Which labels one fold knows at one share.

    Attributes
    ----------
    share
        Place among the shares of the question.
    draw
        Number of the draw, from 0.
    split
        Number of the split of the study.
    kept
        True for training and validation labels that stay, ``(n_rows,)``.
    """

    share: int
    draw: int
    split: int
    kept: BoolArray


def draw_all(prepared: PreparedStudy, question: LabelScarcity) -> tuple[LabelDraw, ...]:
    """Draw the labels that stay: share by share, draw by draw, split by split.

    The labels of a smaller share are among those of a larger one, in the same draw and split. Where
    all labels stay there is one draw.
    """
    (task,) = (task for task in prepared.study.schema.tasks if task.name == question.task)
    labels, seed = prepared.labels[task.name], prepared.study.plan.seed
    kept = {}
    for draw in range(question.draws):
        for number, split in enumerate(prepared.splits):
            own = derive_seed(seed, "kept labels", task.name, draw, split.repeat, split.fold)
            rng = np.random.default_rng(own)
            shares = question.shares
            kept[draw, number] = draw_labels(task, labels, prepared.patients, split, shares, rng)
    return tuple(
        LabelDraw(place, draw, number, kept[draw, number][place])
        for place, share in enumerate(question.shares)
        for draw in range(question.draws_of(share))
        for number in range(len(prepared.splits))
    )


def with_hidden(prepared: PreparedStudy, task: str, draws: Sequence[LabelDraw]) -> PreparedStudy:
    """Return a fold for every draw, with the task's other training and validation labels hidden.

    Nothing of a hidden label is left in a fold: scales and base rates are fitted without it. Labels
    of test rows and of other tasks stay. Folds of one split share its features. The first draw has
    the random numbers of the study itself; the networks of later draws start from other weights.
    """
    splits, folds = [], []
    for draw in draws:
        split = drawn_split(prepared, draw)
        labels = prepared.labels[task].copy()
        hidden = ~draw.kept
        hidden[split.test] = False
        labels[hidden] = np.nan
        known = prepared.labels | {task: labels}
        splits.append(split)
        folds.append(relabelled(prepared.folds[draw.split], known, prepared.layout, split))
    return dataclasses.replace(
        prepared,
        splits=tuple(splits),
        folds=tuple(folds),
        preprocessors=tuple(prepared.preprocessors[draw.split] for draw in draws),
    )


def drawn_split(prepared: PreparedStudy, draw: LabelDraw) -> Split:
    """Return the split of a draw, whose repeats are counted on from draw to draw."""
    split, repeats = prepared.splits[draw.split], prepared.study.plan.repeats
    return dataclasses.replace(split, repeat=split.repeat + draw.draw * repeats)


def narrowed(prepared: PreparedStudy, names: Sequence[str]) -> PreparedStudy:
    """Return what is prepared for some of the tasks alone, on the same splits."""
    study, layout = prepared.study, prepared.layout.restricted_to(names)
    places = torch.tensor([prepared.layout.index(task.name) for task in layout.tasks])
    tasks = tuple(task for task in study.schema.tasks if task.name in names)
    schema = dataclasses.replace(study.schema, tasks=tasks)
    grouping = study.grouping.restricted_to(names)
    folds = tuple(
        dataclasses.replace(
            fold,
            labels=fold.labels[:, places],
            known=fold.known[:, places],
            base_loss=fold.base_loss[places],
            centre=fold.centre[places],
            scale=fold.scale[places],
        )
        for fold in prepared.folds
    )
    return dataclasses.replace(
        prepared,
        study=dataclasses.replace(study, schema=schema, grouping=grouping),
        labels={task.name: prepared.labels[task.name] for task in tasks},
        layout=layout,
        folds=folds,
    )


def why_nothing_to_learn(
    labels: FloatArray, kind: TaskKind, prepared: PreparedStudy, draws: Sequence[LabelDraw]
) -> str | None:
    """Say why nothing can be learned from these labels, if in any draw so few classes are left."""
    n_poor = 0
    for draw in draws:
        train = np.zeros_like(draw.kept)
        train[prepared.splits[draw.split].train] = True
        values = labels[draw.kept & train]
        n_poor += len(np.unique(values)) < 2
    if not n_poor:
        return None
    what = "two different values" if kind is TaskKind.REGRESSION else "two different classes"
    return (
        f"not estimable (in {n_poor} of {len(draws)} folds and draws fewer than {what} are left "
        "to learn from)"
    )
