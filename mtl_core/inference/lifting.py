"""Networks with their first layers taken apart into players."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from mtl_core.inference.walking import Walks
from mtl_core.models import Network


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """Which of P players moves which encoded input.

    Attributes
    ----------
    n_players
        P.
    player_of
        Place of the player, ``(n_inputs,)``.
    """

    n_players: int
    player_of: Tensor

    def of_one(self, features: Tensor, weights: Tensor) -> Tensor:
        """Contributions ``(P, size)`` to a linear map of one row ``(n_inputs,)``."""
        terms = features[:, None] * weights
        return torch.zeros(self.n_players, weights.shape[1]).index_add_(0, self.player_of, terms)

    def of_many(self, features: Tensor, weights: Tensor) -> Tensor:
        """Contributions ``(n_rows, P, size)`` to a linear map of rows ``(n_rows, n_inputs)``."""
        feeds = [self.player_of == player for player in range(self.n_players)]
        return torch.stack([features[:, own] @ weights[own] for own in feeds], dim=1)


@dataclass(frozen=True, slots=True, eq=False)
class LiftedPatient:
    """One patient as one network lifts it.

    Attributes
    ----------
    terms
        What each player contributes, ``(P, size)``.
    whole
        The lifted patient, ``(1, size)``.
    """

    terms: Tensor
    whole: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class LiftedBackground:
    """A background as one network lifts it, ready to be mixed with a patient player by player.

    The network's affine maps stand side by side as one, of ``size`` outputs.

    Attributes
    ----------
    network
        The network, in evaluation mode.
    split
        The split whose encoding it reads.
    features
        Encoded background rows, ``(b, n_inputs)``.
    inputs
        Which player moves which input.
    sizes
        Outputs of each of the affine maps.
    weights
        The affine maps without their offsets, ``(n_inputs, size)``.
    offsets
        Of the affine maps, ``(1, size)``.
    whole
        The lifted background rows, ``(b, size)``.
    table
        What each player contributes to them, ``(b, P, size)``; ``None`` when that would take too
        much memory and is computed anew for each patient.
    """

    network: Network
    split: int
    features: Tensor
    inputs: Inputs
    sizes: list[int]
    weights: Tensor
    offsets: Tensor
    whole: Tensor
    table: Tensor | None

    def lift(self, patient: Tensor) -> LiftedPatient:
        """Lift one encoded patient ``(n_inputs,)``."""
        terms = self.inputs.of_one(patient, self.weights)
        return LiftedPatient(terms, self.offsets + terms.sum(dim=0))

    def finish(self, lifted: Tensor) -> Tensor:
        """Turn lifted features ``(n, size)`` into outputs ``(n, n_outputs)``."""
        return self.network.finish(torch.split(lifted, self.sizes, dim=1))

    def coalitions(self, patient: LiftedPatient, joined: Tensor, rows: slice) -> Tensor:
        """Predict every coalition completed by every background row of ``rows``.

        Parameters
        ----------
        joined
            1 where a player comes from the patient, ``(n_coalitions, P)``.

        Returns
        -------
        Shape ``(n_rows * n_coalitions, n_outputs)``, rows outermost.
        """
        mixed = torch.matmul(joined, self._changes(patient, rows)) + self.whole[rows].unsqueeze(1)
        return self.finish(mixed.flatten(0, 1))

    def steps(self, patient: LiftedPatient, rows: slice, walks: Walks) -> Tensor:
        """Predict at steps of walks from some background rows.

        Parameters
        ----------
        rows
            The background rows.
        walks
            Rows are counted from the first of these.

        Returns
        -------
        Shape ``(2 * n_steps, n_outputs)``: with these players joined, then with all but these.
        """
        moved = walks.mix(
            self.whole[rows].numpy(),
            self._contributions(rows).numpy(),
            patient.terms.numpy(),
            patient.whole[0].numpy(),
        )
        return self.finish(torch.from_numpy(moved))

    def _changes(self, patient: LiftedPatient, rows: slice) -> Tensor:
        """Return what each player adds when its cells turn from a row's into the patient's."""
        return patient.terms - self._contributions(rows)

    def _contributions(self, rows: slice) -> Tensor:
        if self.table is not None:
            return self.table[rows]
        return self.inputs.of_many(self.features[rows], self.weights)


def lift_background(
    network: Network, split: int, features: Tensor, inputs: Inputs, n_bytes: int
) -> LiftedBackground:
    """Take a network's first layer apart for background rows ``(b, n_inputs)``.

    What the players contribute is kept when it takes at most ``n_bytes``.
    """
    n_rows, n_inputs = features.shape
    maps = list(network.lift(torch.zeros(1, n_inputs)))
    offsets = torch.cat(maps, dim=1)
    weights = torch.cat(list(network.lift(torch.eye(n_inputs))), dim=1) - offsets
    kept = 4 * inputs.n_players * n_rows * weights.shape[1] <= n_bytes
    return LiftedBackground(
        network=network,
        split=split,
        features=features,
        inputs=inputs,
        sizes=[each.shape[1] for each in maps],
        weights=weights,
        offsets=offsets,
        whole=torch.cat(list(network.lift(features)), dim=1),
        table=inputs.of_many(features, weights) if kept else None,
    )
