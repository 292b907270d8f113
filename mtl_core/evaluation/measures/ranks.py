"""Rank arithmetic with weights: sort once, then every resample is a few sums.

A bootstrap resample is a vector of counts over the rows. Under counts, the AUROC, the average
precision and Spearman's correlation depend on the counts only through sums over rows that lie
between, or share, a predicted value. The sparse matrix that forms these sums for all resamples at
once is made from one sort.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mtl_core.arrays import FloatArray, IntArray, column_products, cumulative_rows, ratio


@dataclass(frozen=True, slots=True, eq=False)
class RiskOrder:
    """Rows of a binary task in order of falling risk, folded to the groups that hold an event.

    Attributes
    ----------
    sums
        Sparse ``(2 * n_groups + 1 + n_tied, n)`` matrix. Its product with weights is, from above:
        events in each group; non-events before each group and after the last one; non-events that
        share the risk of a group, for the groups that have any.
    n_groups
        Number of distinct risks at which there is an event.
    tied
        The groups, ``(n_tied,)``, in which a non-event has exactly the risk of an event.
    """

    sums: Any
    n_groups: int
    tied: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class ValueOrder:
    """Rows in order of rising value: ``group`` of each row, and the sparse sums over groups."""

    sums: Any
    group: IntArray


def risk_order(observed: FloatArray, predicted: FloatArray) -> RiskOrder:
    """Sort the rows of a binary task.

    Parameters
    ----------
    observed
        0 or 1, shape ``(n,)``.
    predicted
        Risk or any score that rises with it, shape ``(n,)``.
    """
    _, rising = np.unique(predicted, return_inverse=True)
    falling = rising.max(initial=0) - rising
    event = np.asarray(observed, dtype=np.float64) > 0.5
    groups = np.unique(falling[event])
    n_groups = len(groups)
    place = np.searchsorted(groups, falling)
    shares = np.zeros(len(falling), dtype=np.bool_)
    shares[place < n_groups] = groups[place[place < n_groups]] == falling[place < n_groups]
    tied_row = shares & ~event
    tied = np.unique(place[tied_row])
    target = np.where(event, place, n_groups + place)
    target[tied_row] = 2 * n_groups + 1 + np.searchsorted(tied, place[tied_row])
    return RiskOrder(_summing(target, 2 * n_groups + 1 + len(tied)), n_groups, tied)


def rank_measures(order: RiskOrder, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """AUROC and average precision of every resample.

    Parameters
    ----------
    order
        From :func:`risk_order`.
    weights
        How often each row was drawn, shape ``(n, n_resamples)``.

    Returns
    -------
    tuple of arrays, each ``(n_resamples,)``
        AUROC, ties counted one half, and average precision (a sum of steps, never a trapezoid);
        NaN where a resample holds only one class (average precision: no event).
    """
    n_groups, tied = order.n_groups, order.tied
    sums = order.sums @ weights
    events = sums[:n_groups]
    gaps = sums[n_groups : 2 * n_groups + 1]
    ties = sums[2 * n_groups + 1 :]
    n_events, n_others = events.sum(axis=0), gaps.sum(axis=0) + ties.sum(axis=0)
    steps = gaps
    # gaps has one row more than there are groups, so that the row after a tied group exists.
    steps[tied + 1] += ties
    others_before = cumulative_rows(steps)[:n_groups]
    events_upto = cumulative_rows(events)
    wrong = column_products(events, others_before)
    others_before[tied] += ties
    wrong += 0.5 * column_products(events[tied], ties)
    # Both names now hold the counts at or above each group; a group may be empty in a resample.
    others_before += events_upto
    np.maximum(others_before, 1, out=others_before)
    events_upto /= others_before
    precisions = column_products(events, events_upto)
    return 1.0 - ratio(wrong, n_events * n_others), ratio(precisions, n_events)


def value_order(values: FloatArray) -> ValueOrder:
    """Sort rows by ``values``, shape ``(n,)``; equal values form one group."""
    distinct, group = np.unique(values, return_inverse=True)
    return ValueOrder(_summing(group, len(distinct)), group)


def weighted_spearman(first: ValueOrder, second: ValueOrder, weights: FloatArray) -> FloatArray:
    """Spearman's correlation of every resample, with ranks that are those of the resample.

    Parameters
    ----------
    first, second
        From :func:`value_order`, on the same rows.
    weights
        How often each row was drawn, shape ``(n, n_resamples)``.

    Returns
    -------
    array ``(n_resamples,)``
        NaN where a resample has only one distinct value on either side.
    """
    counts, ranks = _centred_ranks(first, weights)
    squares = column_products(counts * ranks, ranks).astype(np.float64)
    weighted = ranks[first.group]
    weighted *= weights
    counts, ranks = _centred_ranks(second, weights)
    product = column_products(second.sums @ weighted, ranks)
    return ratio(product, np.sqrt(squares * column_products(counts * ranks, ranks)))


def _centred_ranks(order: ValueOrder, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Rows drawn per distinct value, and mid-rank of the value minus the mean rank."""
    counts = order.sums @ weights
    ranks = cumulative_rows(counts)
    total = ranks[-1].copy()
    ranks -= 0.5 * counts
    ranks -= 0.5 * total
    return counts, ranks


def _summing(target: IntArray, n_sums: int) -> Any:  # noqa: ANN401
    from scipy import sparse

    n = len(target)
    # Ones in single precision: products with weights in single precision stay exact whole numbers
    # below 2**24, and products with weights in double precision are formed in double.
    ones = np.ones(n, dtype=np.float32)
    return sparse.csr_matrix((ones, (target, np.arange(n))), shape=(n_sums, n))
