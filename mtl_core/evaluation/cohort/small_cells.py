"""Counts that are too small to leave the house, and those from which they could be worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mtl_core.arrays import BoolArray

if TYPE_CHECKING:
    from mtl_core.arrays import IntArray


def hidden_cells(
    counts: IntArray, below: int, *, adds_up: bool = True
) -> tuple[BoolArray, BoolArray]:
    """Choose the cells of a table of counts that are not to be shown.

    Counts from 1 to ``below - 1`` are hidden. Wherever a line then has one hidden cell alone, the
    smallest other count of the line is hidden with it, because the sum would tell the first
    (complementary suppression; Hundepool 2012, *Statistical Disclosure Control*, chapter 4).

    Parameters
    ----------
    counts
        Shape ``(levels, columns)``; the first column is the sum of the others.
    adds_up
        Whether the levels of a column add up to a number that is shown.

    Returns
    -------
    Two masks of the shape of ``counts``: too small, and hidden for the sake of another.
    """
    small = (counts > 0) & (counts < below)
    hidden = small.copy()
    while True:
        lines = [
            (hidden[i, :], counts[i, :]) for i in range(counts.shape[0]) if counts.shape[1] > 1
        ]
        if adds_up:
            lines += [(hidden[:, j], counts[:, j]) for j in range(counts.shape[1])]
        more = [_hide_another(line, numbers) for line, numbers in lines]
        if not any(more):
            return small, hidden & ~small


def _hide_another(hidden: BoolArray, counts: IntArray) -> bool:
    """Hide a second cell of a line that has one hidden cell, in place; say whether it was done."""
    others = np.flatnonzero(~hidden & (counts > 0))
    if hidden.sum() != 1 or len(others) == 0:
        return False
    hidden[others[np.argmin(counts[others])]] = True
    return True
