"""Training rows of several replicas, and the three products that solvers need of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import torch
from torch import Tensor

BYTES_KEPT = 2**28
"""Features are kept in memory up to this size, and gathered anew for each product beyond it."""


class Rows:
    """Encoded features of the training rows of ``n_replicas`` replicas, in double precision.

    Parameters
    ----------
    blocks
        Gives the features, some rows of every replica at a time, ``(n_replicas, n, n_inputs)``.
    n_rows
        Rows of each replica in all blocks together. Replicas of fewer rows repeat any of theirs;
        weights of zero hide them.
    bytes_kept
        Features are kept in memory up to this size.
    """

    def __init__(
        self,
        blocks: Callable[[], Iterable[Tensor]],
        n_rows: int,
        bytes_kept: int = BYTES_KEPT,
    ) -> None:
        self._gather = blocks
        self.n_rows = n_rows
        first = next(iter(blocks()))
        self.n_replicas, self.n_inputs = first.shape[0], first.shape[2]
        small = 8 * self.n_replicas * n_rows * self.n_inputs <= bytes_kept
        self._kept = torch.cat(list(blocks()), dim=1).double() if small else None

    def products(self, weights: Tensor) -> Tensor:
        """Multiply features by weights ``(n_replicas, n_inputs, n)``: ``(n_replicas, rows, n)``."""
        return torch.cat([features @ weights for _, features in self._blocks()], dim=1)

    def transposed_products(self, values: Tensor) -> Tensor:
        """Multiply transposed features by values ``(n_replicas, rows, n)``.

        Returns
        -------
        Shape ``(n_replicas, n_inputs, n)``.
        """
        total = values.new_zeros(self.n_replicas, self.n_inputs, values.shape[2])
        for part, features in self._blocks():
            total += features.mT @ values[:, part]
        return total

    def weighted_gram(self, weights: Tensor) -> Tensor:
        """Return ``X^T diag(weights) X`` for each column of weights ``(n_replicas, rows, n)``.

        Returns
        -------
        Shape ``(n_replicas, n, n_inputs, n_inputs)``.
        """
        n = weights.shape[2]
        total = weights.new_zeros(self.n_replicas, n, self.n_inputs, self.n_inputs)
        for part, features in self._blocks():
            for column in range(n):
                weighted = features * weights[:, part, column : column + 1]
                total[:, column] += features.mT @ weighted
        return total

    def _blocks(self) -> Iterator[tuple[slice, Tensor]]:
        if self._kept is not None:
            yield slice(0, self.n_rows), self._kept
            return
        start = 0
        for features in self._gather():
            end = start + features.shape[1]
            yield slice(start, end), features.double()
            start = end
