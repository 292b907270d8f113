"""Whether a task is a column in other words: its answers regrouped, cut or rescaled."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mtl_core.checks.alone import FEWEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mtl_core.checks.binned import BinnedColumn, Target

ROWS_DETERMINED = 0.99
"""Share of rows whose class follows from the answer, from which it is the class in other words."""

ERRORS_LEFT = 0.05
"""Share of the errors of always naming the commonest class that may remain: without it every
column would determine a rare outcome."""

SEPARATED = 0.999
"""AUROC from which a number separates two classes; below 1 to forgive a few typing errors."""

SAME_ORDER = 0.995
"""Absolute rank correlation from which two numbers are one in two scales."""

ROWS_PER_LEVEL = 10
"""Answers with fewer rows than this on average determine anything by chance."""

MOST_STEPS = 10
"""A number cut into more classes than this is not looked for."""

RULED_OUT = 0.7
"""Share of the rows of other classes whose answer rules a class out, from which the answer knows
the outcome. Sex rules out what half of the women have for two thirds of the others."""

FEWEST_EXPECTED = 10
"""Rows of a class that an answer would have by chance, below which none means nothing."""


def says_the_same(column: BinnedColumn, target: Target) -> str | None:
    """Say how a task follows from a column, in words that continue "the task", if it does.

    Returns
    -------
    ``None`` when it does not follow, or too few rows are known to tell.
    """
    both = (column.codes >= 0) & ~np.isnan(target.labels)
    if int(both.sum()) < 2 * FEWEST:
        return None
    codes, labels = column.codes[both], target.labels[both]
    numbers = None if column.numbers is None else column.numbers[both]
    if target.ranks is not None:
        return _of_a_number(codes if column.exact else None, numbers, labels)
    classes = labels.astype(np.intp)
    if column.exact and _determined(codes, classes, column.n_bins, target.n_classes):
        return "follows from its answers"
    cut = numbers is not None and _cut(numbers, classes)
    return "is this number cut into classes" if cut else None


def rules_out(column: BinnedColumn, target: Target) -> str | None:
    """Say that most answers of a column never occur with some class of a task, if so.

    A later outcome does this to an earlier one: who walks out of the hospital has not died in it.

    Returns
    -------
    Words that continue "the task", or ``None``.
    """
    both = (column.codes >= 0) & ~np.isnan(target.labels)
    if not column.exact or target.ranks is not None or int(both.sum()) < 2 * FEWEST:
        return None
    classes = target.labels[both].astype(np.intp)
    counts = _cross_table(column.codes[both], classes, column.n_bins, target.n_classes)
    rows, totals = counts.sum(axis=1, keepdims=True), counts.sum(axis=0)
    expected = rows * totals / totals.sum()
    never = (expected >= FEWEST_EXPECTED) & (counts <= (1 - ROWS_DETERMINED) * expected)
    others = np.maximum(totals.sum() - totals, 1)
    share = np.where(never, rows - counts, 0).sum(axis=0) / others
    enough = (totals >= FEWEST) & (others >= FEWEST)
    return "has a class that most answers rule out" if (share[enough] >= RULED_OUT).any() else None


def _of_a_number(
    codes: NDArray[np.intp] | None,
    numbers: NDArray[np.float64] | None,
    labels: NDArray[np.float64],
) -> str | None:
    if numbers is not None and _same_order(numbers, labels):
        return "is the same number on another scale"
    grouped = codes is not None and _cut(labels, codes)
    return "is the number that this column groups" if grouped else None


def _determined(
    codes: NDArray[np.intp], labels: NDArray[np.intp], n_bins: int, n_classes: int
) -> bool:
    counts = _cross_table(codes, labels, n_bins, n_classes)
    n_rows, n_levels = len(codes), int((counts.sum(axis=1) > 0).sum())
    errors = n_rows - int(counts.max(axis=1).sum())
    errors_without = n_rows - int(counts.sum(axis=0).max())
    return (
        n_levels * ROWS_PER_LEVEL <= n_rows
        and errors_without >= FEWEST
        and errors <= (1 - ROWS_DETERMINED) * n_rows
        and errors <= ERRORS_LEFT * errors_without
    )


def _cross_table(
    codes: NDArray[np.intp], labels: NDArray[np.intp], n_bins: int, n_classes: int
) -> NDArray[np.intp]:
    """Count rows by answer and class, shape (n_bins, n_classes)."""
    counts = np.bincount(codes * n_classes + labels, minlength=n_bins * n_classes)
    return counts.reshape(n_bins, n_classes)


def _same_order(first: NDArray[np.float64], second: NDArray[np.float64]) -> bool:
    ranks = pd.DataFrame({"first": first, "second": second}).rank().to_numpy()
    spread = ranks.std(axis=0)
    if spread.min() == 0 or min(len(np.unique(first)), len(np.unique(second))) <= MOST_STEPS:
        return False
    centred = ranks - ranks.mean(axis=0)
    correlation = (centred[:, 0] * centred[:, 1]).mean() / (spread[0] * spread[1])
    return bool(abs(correlation) >= SAME_ORDER)


def _cut(numbers: NDArray[np.float64], classes: NDArray[np.intp]) -> bool:
    """Whether the classes lie one after the other on the line of the numbers."""
    levels, counts = np.unique(classes, return_counts=True)
    levels = levels[counts >= FEWEST]
    if not 2 <= len(levels) <= MOST_STEPS:
        return False
    groups = sorted((numbers[classes == level] for level in levels), key=lambda g: float(g.mean()))
    return all(_share_below(low, high) >= SEPARATED for low, high in pairwise(groups))


def _share_below(low: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    """Chance that a value of one group is below one of the other, ties counted one half."""
    ordered = np.sort(low)
    below = np.searchsorted(ordered, high, side="left").sum()
    upto = np.searchsorted(ordered, high, side="right").sum()
    return float((below + upto) / 2 / (len(low) * len(high)))
