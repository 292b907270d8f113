"""Lifted features along walks: one player's change after the other, in one pass over memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from mtl_core.arrays import Float32Array, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """Steps of walks from background rows to a patient.

    Attributes
    ----------
    row_of
        Background row of each walk, ``(n,)``.
    movers
        Players in the order in which they join, ``(n, longest)``.
    walks, moved
        Walk of each step and how many players have moved, ``(n_steps,)``. Steps of a walk stand
        together, in the order of the walk.
    """

    row_of: IntArray
    movers: IntArray
    walks: IntArray
    moved: IntArray

    def of_rows(self, rows: slice) -> tuple[Walks, IntArray]:
        """Return the walks of some background rows, counted from the first, and their steps."""
        here = np.flatnonzero((self.row_of >= rows.start) & (self.row_of < rows.stop))
        steps = np.flatnonzero(np.isin(self.walks, here))
        own = np.searchsorted(here, self.walks[steps])
        parts = self.row_of[here] - rows.start, self.movers[here], own, self.moved[steps]
        return Walks(*parts), steps

    def mix(
        self, before: Float32Array, table: Float32Array, terms: Float32Array, whole: Float32Array
    ) -> Float32Array:
        """Return the lifted features at all steps, ``(2 * n_steps, size)``.

        Half of them with the players joined that have moved, half with all but these joined.

        Parameters
        ----------
        before
            Lifted background rows, ``(b, size)``.
        table, terms
            What each of P players contributes to them, ``(b, P, size)``, and to the patient,
            ``(P, size)``.
        whole
            The lifted patient, ``(size,)``.
        """
        mixed = np.empty((2 * len(self.walks), before.shape[1]), np.float32)
        _mix(before, table, terms, whole, self.row_of, self.movers, self.walks, self.moved, mixed)
        return mixed


@njit(cache=True, nogil=True)
def _mix(  # noqa: PLR0913, PLR0917 - a compiled loop takes arrays alone
    before: Float32Array,
    table: Float32Array,
    terms: Float32Array,
    whole: Float32Array,
    row_of: IntArray,
    movers: IntArray,
    walks: IntArray,
    moved: IntArray,
    mixed: Float32Array,
) -> None:
    """Fill ``mixed``; compiled, because array operations read and write every sum five times."""
    n_steps, size = len(walks), before.shape[1]
    gained = np.zeros(size, np.float32)
    walk, n_moved = -1, 0
    for i in range(n_steps):
        if walks[i] != walk:
            walk, n_moved = walks[i], 0
            gained[:] = 0
        row = row_of[walk]
        while n_moved < moved[i]:
            player = movers[walk, n_moved]
            for k in range(size):
                gained[k] += terms[player, k] - table[row, player, k]
            n_moved += 1
        for k in range(size):
            mixed[i, k] = before[row, k] + gained[k]
            mixed[n_steps + i, k] = whole[k] - gained[k]
