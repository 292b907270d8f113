"""How well one column alone, or only its blanks, predicts a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mtl_core.checks.binned import FOLDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mtl_core.checks.binned import BinnedColumn, Target

FEWEST = 20
"""Rows that a class, the others, the blanks and the known cells must each have."""

_PRIOR_ROWS = 10.0
"""Rows at the overall mean that are added to every bin, so that a bin with few rows says little."""


def predicts_alone(column: BinnedColumn, target: Target, folds: NDArray[np.intp]) -> float:
    """Cross-validated strength with which a column alone predicts a task.

    In each fold a row is scored by the mean label of its bin among the other folds, so that the
    relation may have any shape. Only rows whose cell and label are known count.

    Parameters
    ----------
    folds
        Fold of each row, shape (rows,).

    Returns
    -------
    For classes the AUROC, the largest of one class against the rest, 0.5 to 1 apart from chance;
    for a regression the share of the variance of the label's ranks that is explained, at most 1.
    NaN when fewer than 20 rows of a class, or 20 rows in all, are known.
    """
    known = (column.codes >= 0) & ~np.isnan(target.labels)
    cells = folds[known] * column.n_bins + column.codes[known]
    if target.ranks is not None:
        return _explained(cells, target.ranks[known], column.n_bins)
    counts = _counts(cells, target.labels[known], FOLDS * column.n_bins, target.n_classes)
    return _auroc(counts.reshape(FOLDS, column.n_bins, target.n_classes))


def blanks_predict(column: BinnedColumn, target: Target) -> float:
    """AUROC with which being blank or not predicts a task, the better direction, 0.5 to 1.

    For a regression it is the chance that a row with a blank has the larger label, or the smaller.
    NaN with fewer than 20 blanks, known cells, or rows of a class.
    """
    labelled = ~np.isnan(target.labels)
    blank = (column.codes < 0)[labelled]
    n_blank = int(blank.sum())
    n_known = len(blank) - n_blank
    if min(n_blank, n_known) < FEWEST:
        return np.nan
    if target.ranks is not None:
        # The sum of the ranks of one group is the statistic of Mann and Whitney.
        ranks = target.ranks[labelled] * len(blank)
        pairs = ranks[blank].sum() - n_blank * (n_blank + 1) / 2
        area = float(pairs / (n_blank * n_known))
        return max(area, 1 - area)
    counts = _counts(blank.astype(np.intp), target.labels[labelled], 2, target.n_classes)
    events = counts.sum(axis=0)
    others = events.sum() - events
    enough = np.minimum(events, others) >= FEWEST
    if not enough.any():
        return np.nan
    share = counts[1, enough] / events[enough]
    share_of_others = (n_blank - counts[1, enough]) / others[enough]
    return float(0.5 + 0.5 * np.abs(share - share_of_others).max())


def _counts(
    cells: NDArray[np.intp], labels: NDArray[np.float64], n_cells: int, n_classes: int
) -> NDArray[np.float64]:
    both = np.bincount(cells * n_classes + labels.astype(np.intp), minlength=n_cells * n_classes)
    return both.reshape(n_cells, n_classes).astype(np.float64)


def _auroc(counts: NDArray[np.float64]) -> float:
    """Largest AUROC of one class against the rest, from counts by fold, bin and class."""
    by_class = counts.sum(axis=(0, 1))
    enough = np.minimum(by_class, by_class.sum() - by_class) >= FEWEST
    if not enough.any():
        return np.nan
    training = counts.sum(axis=0) - counts
    rows = training.sum(axis=2, keepdims=True)
    prior = training.sum(axis=1, keepdims=True) / np.maximum(rows.sum(axis=1, keepdims=True), 1)
    scores = (training + _PRIOR_ROWS * prior) / (rows + _PRIOR_ROWS)
    events = counts[:, :, enough]
    others = counts.sum(axis=2, keepdims=True) - events
    scores = scores[:, :, enough]
    above = np.sign(scores[:, :, None, :] - scores[:, None, :, :]) * 0.5 + 0.5
    right = np.einsum("fbc,fbdc,fdc->c", events, above, others, optimize=True)
    pairs = (events.sum(axis=1) * others.sum(axis=1)).sum(axis=0)
    return float(np.max(right[pairs > 0] / pairs[pairs > 0], initial=0.5))


def _explained(cells: NDArray[np.intp], ranks: NDArray[np.float64], n_bins: int) -> float:
    """Out-of-fold R2 of the mean rank per bin."""
    if len(cells) < FEWEST:
        return np.nan
    centred = ranks - ranks.mean()
    shape = (FOLDS, n_bins)
    rows = np.bincount(cells, minlength=FOLDS * n_bins).reshape(shape).astype(np.float64)
    sums = np.bincount(cells, weights=centred, minlength=FOLDS * n_bins).reshape(shape)
    total = float(np.square(centred).sum())
    if total == 0:
        return np.nan
    means = (sums.sum(axis=0) - sums) / (rows.sum(axis=0) - rows + _PRIOR_ROWS)
    gained = 2 * means * sums - np.square(means) * rows
    return float(gained.sum() / total)
