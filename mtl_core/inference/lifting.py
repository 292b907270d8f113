"""Networks with their first layers taken apart into columns."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from mtl_core.models import Lifted, Network


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Which of M columns feeds which encoded input.

    Attributes
    ----------
    n_columns
        M.
    column_of
        Place of the column, ``(n_inputs,)``.
    """

    n_columns: int
    column_of: Tensor

    def of_one(self, features: Tensor, weights: Tensor) -> Tensor:
        """Contributions ``(M, size)`` to a linear map of one row ``(n_inputs,)``."""
        terms = features[:, None] * weights
        return torch.zeros(self.n_columns, weights.shape[1]).index_add_(0, self.column_of, terms)

    def of_many(self, features: Tensor, weights: Tensor) -> Tensor:
        """Contributions ``(M, n_rows, size)`` to a linear map of rows ``(n_rows, n_inputs)``."""
        feeds = [self.column_of == column for column in range(self.n_columns)]
        return torch.stack([features[:, own] @ weights[own] for own in feeds])


@dataclass(frozen=True, slots=True, eq=False)
class LiftedBackground:
    """A background as one network lifts it, ready to be mixed with a patient column by column.

    Attributes
    ----------
    network
        The network, in evaluation mode.
    split
        The split whose encoding it reads.
    features
        Encoded background rows, ``(b, n_inputs)``.
    columns
        Which column feeds which input.
    weights
        The affine maps without their offsets, each ``(n_inputs, size)``.
    whole
        The lifted background rows, each ``(b, size)``.
    tables
        What each column contributes to them, each ``(M, b, size)``; ``None`` when that would take
        too much memory and is computed anew for each patient.
    """

    network: Network
    split: int
    features: Tensor
    columns: Columns
    weights: Lifted
    whole: Lifted
    tables: Lifted | None

    def outputs(self, patient: Tensor, joined: Tensor, rows: slice) -> Tensor:
        """Predict every coalition completed by every background row of ``rows``.

        Parameters
        ----------
        patient
            Encoded patient, ``(n_inputs,)``.
        joined
            1 where a column comes from the patient, ``(n_steps, M)``.

        Returns
        -------
        Shape ``(n_steps * n_rows, n_outputs)``, steps outermost.
        """
        lifted = []
        for term, (weights, whole) in enumerate(zip(self.weights, self.whole, strict=True)):
            own = self.columns.of_one(patient, weights)
            changes = own[:, None] - self._contributions(term, rows)
            mixed = torch.addmm(whole[rows].flatten(), joined, changes.flatten(1))
            lifted.append(mixed.view(-1, weights.shape[1]))
        return self.network.finish(lifted)

    def _contributions(self, term: int, rows: slice) -> Tensor:
        if self.tables is not None:
            return self.tables[term][:, rows]
        return self.columns.of_many(self.features[rows], self.weights[term])


def lift_background(
    network: Network, split: int, features: Tensor, columns: Columns, n_bytes: int
) -> LiftedBackground:
    """Take a network's first layer apart for background rows ``(b, n_inputs)``.

    What the columns contribute is kept when it takes at most ``n_bytes``.
    """
    n_rows, n_inputs = features.shape
    offsets = network.lift(torch.zeros(1, n_inputs))
    units = network.lift(torch.eye(n_inputs))
    weights = [unit - offset for unit, offset in zip(units, offsets, strict=True)]
    n_kept = columns.n_columns * n_rows * sum(map_.shape[1] for map_ in weights)
    kept = 4 * n_kept <= n_bytes
    return LiftedBackground(
        network=network,
        split=split,
        features=features,
        columns=columns,
        weights=weights,
        whole=network.lift(features),
        tables=[columns.of_many(features, map_) for map_ in weights] if kept else None,
    )
