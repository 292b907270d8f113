"""Which rows every live replica sees: training batches and validation rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from mtl_core.objectives import row_losses
from mtl_core.training.devices import CPU
from mtl_core.training.encoded import laid_together
from mtl_core.training.replicas import FoldData, Job, Replica
from mtl_core.training.seeding import derive_seed
from mtl_core.training.stack import Stack

_EVALUATION_ROWS = 512
_MIN_BATCHES = 4

MOST_VALIDATION_ROWS = 8192
"""Rows of a replica that a check looks at: sixteen checks of all rows of a large cohort would cost
many times the training itself."""


@dataclass(frozen=True, slots=True, eq=False)
class FoldTensors:
    """The tensors of all folds side by side on the job's device, shared by every chunk.

    Attributes
    ----------
    features
        Rows of the first tensor of features, then of the second, ...; folds that share one (they
        differ in labels alone) share it here.
    labels, known
        Rows of fold 0, then of fold 1, ...: ``(n_folds * n_rows, n_tasks)``.
    block_of
        Which tensor of features each fold has, ``(n_folds,)``.
    """

    features: Tensor
    labels: Tensor
    known: Tensor
    block_of: Tensor
    n_rows: int

    @property
    def n_inputs(self) -> int:
        """Encoded columns of the widest fold."""
        return self.features.shape[1]

    @classmethod
    def of(cls, folds: Sequence[FoldData], device: torch.device = CPU) -> FoldTensors:
        """Lay folds side by side, and bring them to a device."""
        blocks = {id(fold.features): fold.features for fold in folds}
        index = {key: number for number, key in enumerate(blocks)}
        return cls(
            features=laid_together(list(blocks.values())).to(device),
            labels=torch.cat([fold.labels for fold in folds]).to(device),
            known=torch.cat([fold.known for fold in folds]).to(device),
            block_of=torch.tensor([index[id(fold.features)] for fold in folds], device=device),
            n_rows=folds[0].features.shape[0],
        )


class Batches:
    """Which rows each live replica sees at each step, and its validation rows.

    Attributes
    ----------
    layout
        The tasks of the replicas, all of one group.
    """

    def __init__(self, job: Job, replicas: Sequence[Replica], tensors: FoldTensors) -> None:
        self._job = job
        self._tensors = tensors
        folds, device = job.folds, job.device
        self.layout = job.layout.restricted_to(replicas[0].tasks)
        columns = [job.layout.index(task.name) for task in self.layout.tasks]
        self._fold_of = torch.tensor([r.split for r in replicas], device=device)
        smallest = min(len(fold.train) for fold in folds)
        self._size = max(1, min(job.spec.batch_size, smallest // _MIN_BATCHES))
        streams = sorted({(r.split, r.member) for r in replicas})
        orders = [self._order(split, member) for split, member in streams]
        self._orders = torch.stack(orders).to(device)
        index = {key: i for i, key in enumerate(streams)}
        streams_of = [index[r.split, r.member] for r in replicas]
        self._stream_of = torch.tensor(streams_of, device=device)
        rows = [folds[split].rows_of(member) for split, member in streams]
        self._train, self._in_train = _side_by_side([own.train for own in rows], device)
        self._valid, self._in_valid = _side_by_side(
            [self._checked(own.valid, stream) for own, stream in zip(rows, streams, strict=True)],
            device,
        )
        base_losses = [job.base_loss_of(split, member)[columns] for split, member in streams]
        self._base_loss = torch.stack(base_losses).to(device)
        self._labels = tensors.labels[:, columns]
        self._known = tensors.known[:, columns]

    @property
    def n_live(self) -> int:
        """Number of replicas still in training."""
        return len(self._fold_of)

    def draw(self, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return features, labels and mask of shape ``(n_live, batch, ...)`` for one step."""
        window = self._orders[:, step * self._size : (step + 1) * self._size]
        return self._gather(window[self._stream_of])

    def all_rows(self) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        """Yield all training rows of the live replicas, block by block.

        Returns
        -------
        Features, labels, and weights under which the sum over the rows of all blocks is the mean
        over the labelled rows of a task; zero for a task without any.
        """
        shares = 1 / self._n_labels().clamp(min=1).unsqueeze(1)
        for start in range(0, self._train.shape[1], _EVALUATION_ROWS):
            part = slice(start, start + _EVALUATION_ROWS)
            features, labels, mask = self._gather(self._train[self._stream_of, part])
            present = self._in_train[self._stream_of, part].unsqueeze(-1)
            yield features, labels, mask * present * shares

    def keep(self, indices: Tensor) -> None:
        """Forget all replicas but those at ``indices``."""
        self._fold_of = self._fold_of[indices]
        self._stream_of = self._stream_of[indices]

    @torch.no_grad()
    def validate(self, stack: Stack) -> Tensor:
        """Return validation losses relative to the base rate, ``(n_live, n_tasks)``.

        NaN where a task has no validation label.
        """
        sums = torch.zeros(self.n_live, self.layout.n_tasks, device=self._job.device)
        counts = torch.zeros_like(sums)
        for start in range(0, self._valid.shape[1], _EVALUATION_ROWS):
            part = slice(start, start + _EVALUATION_ROWS)
            features, labels, mask = self._gather(self._valid[self._stream_of, part])
            mask = mask * self._in_valid[self._stream_of, part].unsqueeze(-1)
            losses = row_losses(stack.forward(features, training=False), labels, self.layout)
            sums += (losses * mask).sum(dim=1)
            counts += mask.sum(dim=1)
        return sums / counts / self._base_loss[self._stream_of]

    def _n_labels(self) -> Tensor:
        """Count the training labels of every live replica, ``(n_live, n_tasks)``."""
        indices = self._train[self._stream_of] + self._fold_of.unsqueeze(1) * self._tensors.n_rows
        return (self._known[indices] * self._in_train[self._stream_of].unsqueeze(-1)).sum(dim=1)

    def _checked(self, rows: Tensor, stream: tuple[int, int]) -> Tensor:
        """Draw the validation rows that are looked at, where there are too many."""
        if len(rows) <= MOST_VALIDATION_ROWS:
            return rows
        split, member = stream
        key = self._job.folds[split].seed_key
        generator = torch.Generator(CPU)
        generator.manual_seed(derive_seed(self._job.seed, "validation", *key, member))
        drawn = torch.randperm(len(rows), generator=generator, device=CPU)[:MOST_VALIDATION_ROWS]
        return rows[drawn.sort().values]

    def _order(self, split: int, member: int) -> Tensor:
        """Row numbers for all steps of one fold and member: permutation after permutation."""
        fold = self._job.folds[split]
        train = fold.rows_of(member).train
        needed = self._job.spec.n_steps * self._size
        seed = derive_seed(self._job.seed, "order", *fold.seed_key, member)
        generator = torch.Generator(CPU).manual_seed(seed)
        rounds = [
            train[torch.randperm(len(train), generator=generator, device=CPU)]
            for _ in range(-(-needed // len(train)))
        ]
        return torch.cat(rounds)[:needed]

    def _gather(self, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        indices = (rows + self._fold_of.unsqueeze(1) * self._tensors.n_rows).reshape(-1)
        shape = (*rows.shape, -1)
        known = self._known.index_select(0, indices).view(shape)
        blocks = self._tensors.block_of[self._fold_of].unsqueeze(1)
        cells = (rows + blocks * self._tensors.n_rows).reshape(-1)
        features = self._tensors.features.index_select(0, cells).view(shape)
        labels = self._labels.index_select(0, indices).view(shape)
        return features, labels, known


def _side_by_side(lists: Sequence[Tensor], device: torch.device) -> tuple[Tensor, Tensor]:
    """Pad lists of rows to the longest; return them, and 1 where a row stands, else 0."""
    longest = max(len(rows) for rows in lists)
    padded = [torch.cat([rows, rows.new_zeros(longest - len(rows))]) for rows in lists]
    present = [(torch.arange(longest, device=device) < len(rows)).float() for rows in lists]
    return torch.stack(padded).to(device), torch.stack(present)
