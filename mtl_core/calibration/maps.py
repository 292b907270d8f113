"""Applying a map to predictions of any kind of task, and the loss of what comes out."""

from __future__ import annotations

from typing import assert_never

import numpy as np
from scipy.special import expit, softmax

from mtl_core.arrays import FloatArray
from mtl_core.limits import SMALLEST_RISK
from mtl_core.logistic import log_odds
from mtl_core.schema import TaskKind
from mtl_core.schema.calibration import (
    CalibrationMap,
    InterceptMap,
    IsotonicMap,
    LogisticMap,
    TemperatureMap,
)


def apply_map(map_: CalibrationMap, predicted: FloatArray, kind: TaskKind) -> FloatArray:
    """Map predictions ``(n, n_outputs)`` of one task, row by row.

    Every map but the temperature of unordered classes keeps the order of patients; an isotonic map
    makes ties.
    """
    match map_:
        case TemperatureMap(temperature):
            return tempered(predicted, kind, temperature)
        case InterceptMap(intercept):
            return np.asarray(expit(log_odds(predicted, SMALLEST_RISK) + intercept))
        case LogisticMap(intercept, slope):
            return np.asarray(expit(slope * log_odds(predicted, SMALLEST_RISK) + intercept))
        case IsotonicMap(risk, frequency):
            return np.asarray(np.interp(predicted, risk, frequency))
        case _ as unknown:
            assert_never(unknown)


def tempered(predicted: FloatArray, kind: TaskKind, temperature: float) -> FloatArray:
    """Divide log probabilities ``(n, n_outputs)`` by a temperature and sum to one again.

    Of ordered classes the log odds of each *this class or a higher one* are divided, so that the
    order of the classes stays part of the model.

    References
    ----------
    Guo, C. et al. (2017). On calibration of modern neural networks. arXiv:1706.04599.
    """
    if kind is TaskKind.BINARY:
        return np.asarray(expit(log_odds(predicted, SMALLEST_RISK) / temperature))
    if kind is TaskKind.ORDINAL:
        at_least = predicted[:, :0:-1].cumsum(axis=1)[:, ::-1]
        cuts = expit(log_odds(at_least, SMALLEST_RISK) / temperature)
        edges = np.ones((len(cuts), 1)), np.zeros((len(cuts), 1))
        return np.asarray(-np.diff(np.hstack([edges[0], cuts, edges[1]]), axis=1))
    return np.asarray(softmax(np.log(np.maximum(predicted, SMALLEST_RISK)) / temperature, axis=1))


def mean_log_loss(observed: FloatArray, predicted: FloatArray, kind: TaskKind) -> float:
    """Mean log loss, which every map but the isotonic one is fitted to; both ``(n, n_outputs)``."""
    if kind is TaskKind.BINARY:
        of_truth = np.where(observed[:, 0] > 0.5, predicted[:, 0], 1 - predicted[:, 0])
    else:
        of_truth = (observed * predicted).sum(axis=1)
    return float(-np.log(np.clip(of_truth, SMALLEST_RISK, 1.0)).mean())
