"""Which networks a study needs, and the data that one fold gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from mtl_core.models import StackedParameters
from mtl_core.schema import OutputLayout, SharingDesign, TaskGrouping, TrainingSpec
from mtl_core.training.base_rates import base_loss
from mtl_core.training.devices import CPU


@dataclass(frozen=True, slots=True, order=True)
class Replica:
    """One network in training: one group of tasks, one split, one ensemble member.

    A replica sees all features of its rows and only its own tasks' labels. It has only its own
    tasks' heads: as heads start at zero, this is the network with all heads and the other labels
    hidden, at less cost.
    """

    tasks: tuple[str, ...]
    split: int
    member: int


@dataclass(frozen=True, slots=True, eq=False)
class HoldOut:
    """Rows that one member of an ensemble learns from, and rows that stop it; int64."""

    train: Tensor
    valid: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class FoldData:
    """One fold as tensors.

    Attributes
    ----------
    features
        Encoded cells of all rows of the cohort, ``(n_rows, n_inputs)``, float32, padded with zero
        columns to the widest fold.
    labels
        ``(n_rows, n_tasks)`` in the order of the layout, regression standardised on the training
        rows, 0 where unknown.
    known
        ``(n_rows, n_tasks)``, 1 where the label is known, else 0.
    base_loss
        ``(n_tasks,)``: validation loss of predicting the training rows' base rate.
    train, valid, test
        Rows, int64.
    centre, scale
        ``(n_tasks,)``: training mean and deviation of regression labels, 0 and 1 for classes.
    seed_key
        What distinguishes this fold's random numbers: (repeat, fold).
    hold_outs
        Ways to divide training and validation rows anew, taken in turn by an ensemble's members;
        the first is ``train`` and ``valid``. Empty when all members take that.
    """

    features: Tensor
    labels: Tensor
    known: Tensor
    base_loss: Tensor
    train: Tensor
    valid: Tensor
    test: Tensor
    centre: Tensor
    scale: Tensor
    seed_key: tuple[int, int]
    hold_outs: tuple[HoldOut, ...] = ()

    def hold_out_of(self, member: int) -> int:
        """Return which hold-out a member of an ensemble takes."""
        return member % len(self.hold_outs) if self.hold_outs else 0

    def rows_of(self, member: int) -> HoldOut:
        """Return the rows that a member of an ensemble learns from, and those that stop it."""
        if self.hold_outs:
            return self.hold_outs[self.hold_out_of(member)]
        return HoldOut(self.train, self.valid)


@dataclass(frozen=True, slots=True)
class Job:
    """What a stack is trained for: replicas over folds, one design, one budget, one seed.

    Attributes
    ----------
    folds
        Tensors on the processor, as are the weights that come back.
    device
        On what the steps are computed.
    """

    replicas: tuple[Replica, ...]
    folds: Sequence[FoldData]
    layout: OutputLayout
    design: SharingDesign
    spec: TrainingSpec
    seed: int
    device: torch.device = CPU

    def base_loss_of(self, split: int, member: int) -> Tensor:
        """Return the base rate's loss on the validation rows of a member, ``(n_tasks,)``."""
        fold = self.folds[split]
        if fold.hold_out_of(member) == 0:
            return fold.base_loss
        rows = fold.rows_of(member)
        return torch.tensor(
            [
                base_loss(
                    task.kind, *(_known_labels(fold, index, r) for r in (rows.train, rows.valid))
                )
                for index, task in enumerate(self.layout.tasks)
            ],
            device=CPU,
        )


@dataclass(frozen=True, slots=True, eq=False)
class TrainedGroup:
    """The trained networks of one group of tasks.

    Attributes
    ----------
    layout
        The group's own tasks.
    replicas, weights
        One network per split and member, and the best weights of each, in the same order.
    """

    layout: OutputLayout
    replicas: tuple[Replica, ...]
    weights: StackedParameters


def _known_labels(fold: FoldData, index: int, rows: Tensor) -> npt.NDArray[np.float64]:
    labels = fold.labels[rows, index][fold.known[rows, index] > 0]
    return np.asarray(labels.double().numpy())


def plan_replicas(
    groups: Iterable[tuple[str, ...]], n_splits: int, n_members: int
) -> tuple[Replica, ...]:
    """List the replicas of groups of tasks: one per group, split and member."""
    return tuple(
        Replica(group, split, member)
        for group in groups
        for split in range(n_splits)
        for member in range(n_members)
    )


def shared_groups(grouping: TaskGrouping) -> tuple[tuple[str, ...], ...]:
    """Return the groups with two tasks or more.

    A task alone in its group *is* its single-task baseline; that replica is trained once, in the
    single-task stack, so that a baseline never depends on the grouping it is compared with.
    """
    return tuple(group for group in grouping.groups if len(group) > 1)


def select(weights: StackedParameters, indices: Sequence[int]) -> StackedParameters:
    """Return the stacked parameters of the replicas at ``indices``, in that order."""
    rows = torch.tensor(indices, dtype=torch.int64, device=CPU)
    return {name: tensor[rows] for name, tensor in weights.items()}
