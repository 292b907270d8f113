"""Curves for charts: receiver operating characteristic, precision-recall, histogram of risks.

Plain arrays in, at most 500 points out. A curve is thinned by keeping the points that bend it most,
so that what is drawn looks like the full curve.
"""

from __future__ import annotations

import heapq

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.schema import Curve

MOST_POINTS = 500
"""No curve has more points than this."""


def roc_curve(observed: FloatArray, predicted: FloatArray) -> Curve:
    """Sensitivity (y) against 1 - specificity (x), from (0, 0) to (1, 1).

    The area under its straight lines is the AUROC with ties counted one half.

    Parameters
    ----------
    observed
        0 or 1, shape ``(n,)``; both must occur.
    predicted
        Risk, shape ``(n,)``.
    """
    true_positives, false_positives = _counts_above(observed, predicted)
    x = np.concatenate([[0.0], false_positives / false_positives[-1]])
    y = np.concatenate([[0.0], true_positives / true_positives[-1]])
    return _thinned(x, y)


def precision_recall_curve(observed: FloatArray, predicted: FloatArray) -> Curve:
    """Precision (y) against recall (x) as a step function whose area is the average precision.

    The points are the corners of the steps, so that straight lines between them draw the steps and
    nothing is interpolated between two thresholds.

    Parameters
    ----------
    observed
        0 or 1, shape ``(n,)``; at least one 1.
    predicted
        Risk, shape ``(n,)``.
    """
    true_positives, false_positives = _counts_above(observed, predicted)
    before = np.concatenate([[0.0], true_positives[:-1]])
    rises = true_positives > before
    precision = true_positives[rises] / (true_positives[rises] + false_positives[rises])
    left, right = before[rises] / true_positives[-1], true_positives[rises] / true_positives[-1]
    return _thinned(np.stack([left, right], axis=1).ravel(), np.repeat(precision, 2))


def _counts_above(observed: FloatArray, predicted: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Events and others at or above each distinct risk, from the highest risk down."""
    _, rising = np.unique(predicted, return_inverse=True)
    event = (np.asarray(observed, dtype=np.float64) > 0.5).astype(float)
    true_positives = np.cumsum(np.bincount(rising, weights=event)[::-1], dtype=np.float64)
    false_positives = np.cumsum(np.bincount(rising, weights=1 - event)[::-1], dtype=np.float64)
    return true_positives, false_positives


def _thinned(x: FloatArray, y: FloatArray) -> Curve:
    """Keep the ends and the points that matter most (Ramer-Douglas-Peucker, worst point first)."""
    last = len(x) - 1
    keep = {0, last}
    queue: list[tuple[float, int, int, int]] = []

    def ask(start: int, stop: int) -> None:
        if stop - start > 1:
            distance, at = _farthest(x, y, start, stop)
            if distance > 1e-12:
                heapq.heappush(queue, (-distance, at, start, stop))

    ask(0, last)
    while queue and len(keep) < MOST_POINTS:
        _, at, start, stop = heapq.heappop(queue)
        keep.add(at)
        ask(start, at)
        ask(at, stop)
    kept: IntArray = np.array(sorted(keep))
    return Curve(x[kept].astype(np.float64), y[kept].astype(np.float64))


def _farthest(x: FloatArray, y: FloatArray, start: int, stop: int) -> tuple[float, int]:
    """Distance from the chord, and index, of the point between that lies farthest from it."""
    dx, dy = x[stop] - x[start], y[stop] - y[start]
    inside = slice(start + 1, stop)
    from_x, from_y = x[inside] - x[start], y[inside] - y[start]
    length = float(np.hypot(dx, dy))
    if length == 0.0:
        distance = np.hypot(from_x, from_y)
    else:
        distance = np.abs(from_x * dy - from_y * dx) / length
    at = int(distance.argmax())
    return float(distance[at]), start + 1 + at
