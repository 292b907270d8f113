"""One number for all classes: how much less extreme probabilities should be."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar

from mtl_core.arrays import FloatArray
from mtl_core.calibration.maps import mean_log_loss, tempered
from mtl_core.schema import TaskKind
from mtl_core.schema.calibration import TemperatureMap

WIDEST = 20.0
"""A temperature lies between 1/20 and 20."""


def fit_temperature(observed: FloatArray, predicted: FloatArray, kind: TaskKind) -> TemperatureMap:
    """Find the temperature of least log loss; both arrays ``(n, n_outputs)``."""
    widest = float(np.log(WIDEST))
    best = minimize_scalar(
        lambda log_t: mean_log_loss(
            observed, tempered(predicted, kind, float(np.exp(log_t))), kind
        ),
        bounds=(-widest, widest),
        method="bounded",
        options={"xatol": 1e-9},
    )
    return TemperatureMap(float(np.exp(best.x)))
