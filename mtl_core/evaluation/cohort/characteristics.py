"""One characteristic of the patients as lines of Table 1: numbers, or levels of a category."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mtl_core.arrays import BoolArray, FloatArray, IntArray
from mtl_core.evaluation.cohort.small_cells import hidden_cells
from mtl_core.evaluation.cohort.standardised import (
    difference_of_numbers,
    difference_of_shares,
    largest_difference,
)
from mtl_core.words import level_text

if TYPE_CHECKING:
    pass

MOST_LEVELS = 12
"""Levels of a category that have a line each; the rarer ones are added up."""

_HIDDEN = "not shown"


@dataclass(frozen=True, slots=True)
class Sides:
    """Columns of Table 1: all rows first, then each group.

    Attributes
    ----------
    names
        Names of the groups.
    rows
        Positions of the rows of each column, one array more than there are groups.
    below
        Counts from 1 to this number less one are not shown.
    """

    names: tuple[str, ...]
    rows: tuple[IntArray, ...]
    below: int

    @property
    def groups(self) -> tuple[IntArray, ...]:
        """Positions of the rows of each group."""
        return self.rows[1:]


def describe_numbers(cells: pd.Series, sides: Sides) -> tuple[list[list[str]], float | None]:
    """Describe a column of numbers: its lines, and how far the groups lie apart."""
    values = cells.to_numpy(dtype=np.float64)
    known = [values[rows][np.isfinite(values[rows])] for rows in sides.rows]
    enough = [len(numbers) >= max(sides.below, 1) for numbers in known]
    digits = _digits(known[0])
    means = [_mean(v, digits) if ok else _HIDDEN for v, ok in zip(known, enough, strict=True)]
    medians = [_median(v, digits) if ok else _HIDDEN for v, ok in zip(known, enough, strict=True)]
    body = [["mean (SD)", *means], ["median [quartiles]", *medians]]
    missing = np.array([[len(r) - len(v) for r, v in zip(sides.rows, known, strict=True)]])
    if missing.any():
        body.append(["missing, n (%)", *_counts(missing, sides, adds_up=False)[0]])
    return body, largest_difference(known[1:], difference_of_numbers)


def _mean(values: FloatArray, digits: int) -> str:
    spread = f" ({values.std(ddof=1):,.{digits}f})" if len(values) > 1 else ""
    return f"{values.mean():,.{digits}f}{spread}"


def _median(values: FloatArray, digits: int) -> str:
    low, middle, high = (f"{q:,.{digits}f}" for q in np.quantile(values, [0.25, 0.5, 0.75]))
    return f"{middle} [{low}, {high}]"


def _digits(values: FloatArray) -> int:
    """Decimals that show two significant digits of the standard deviation, from one to six."""
    spread = float(values.std()) if len(values) else 0.0
    return min(max(1, 1 - math.floor(math.log10(spread))), 6) if spread > 0 else 1


def describe_levels(cells: pd.Series, sides: Sides) -> tuple[list[list[str]], float | None]:
    """Describe a category: a line per level, and how far the groups lie apart."""
    codes, values = pd.factorize(cells, sort=True)
    counts = np.array([np.bincount(codes[r] + 1, minlength=len(values) + 1) for r in sides.rows]).T
    missing, every = counts[:1], counts[1:]
    names, shown = _shortened([level_text(value) for value in values], every)
    lines = np.concatenate([shown, missing]) if missing.any() else shown
    n_levels = len(names)
    written = _counts(lines, sides, adds_up=True, n_levels=n_levels)
    names += ["missing"] if missing.any() else []
    body = [[f"{name}, n (%)", *line] for name, line in zip(names, written, strict=True)]
    groups = [column.astype(np.float64) for column in every.T[1:]]
    body = body or [["no known value", *("" for _ in sides.rows)]]
    return body, largest_difference(groups, difference_of_shares)


def _shortened(names: list[str], counts: IntArray) -> tuple[list[str], IntArray]:
    """Keep the most frequent levels in their order, and add up the others."""
    if len(names) <= MOST_LEVELS:
        return names, counts
    order = np.argsort(-counts[:, 0], kind="stable")
    kept, rest = np.sort(order[: MOST_LEVELS - 1]), order[MOST_LEVELS - 1 :]
    others = counts[rest].sum(axis=0, keepdims=True)
    return (
        [*(names[i] for i in kept), f"{len(rest)} other levels"],
        np.concatenate([counts[kept], others]),
    )


def _counts(counts: IntArray, sides: Sides, *, adds_up: bool, n_levels: int = 0) -> list[list[str]]:
    """Write counts with their share: levels of what is known, missing cells of all rows."""
    sizes = np.array([len(rows) for rows in sides.rows])
    whole = np.array([counts[:n_levels].sum(axis=0) if i < n_levels else sizes
                      for i in range(len(counts))])  # fmt: skip
    small, other = _hidden(counts, sides.below, adds_up=adds_up)
    # A share of the known rows would tell how many are missing.
    bare = np.zeros(counts.shape, dtype=np.bool_)
    bare[:n_levels] = (small | other)[n_levels:].any(axis=0)
    shares = np.where(bare | (whole == 0), np.nan, 100 * counts / np.maximum(whole, 1))
    written = [
        [
            f"{n:,}" if np.isnan(share) else f"{n:,} ({share:.1f})"
            for n, share in zip(*pair, strict=True)
        ]
        for pair in zip(counts.tolist(), shares.tolist(), strict=True)
    ]
    shown = np.where(small, f"<{sides.below}", np.where(other, _HIDDEN, np.array(written)))
    return [[str(cell) for cell in line] for line in shown]


def _hidden(counts: IntArray, below: int, *, adds_up: bool) -> tuple[BoolArray, BoolArray]:
    """Hide small cells; where there are no groups, or one, all columns hide the same."""
    if counts.shape[1] > 2:
        return hidden_cells(counts, below, adds_up=adds_up)
    small, other = hidden_cells(counts[:, :1], below, adds_up=adds_up)
    return (
        np.repeat(small, counts.shape[1], axis=1),
        np.repeat(other, counts.shape[1], axis=1),
    )
