"""CAGrad, conflict-averse gradient descent (Liu 2021, arXiv 2110.14048)."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from mtl_core.arrays import FloatArray
from mtl_core.balancing.balancer import GradientAggregator
from mtl_core.schema.specs import CAGrad

_TOLERANCE = 1e-10
_SMALLEST_LENGTH = 1e-6


class CAGradAggregator(GradientAggregator):
    """The direction near the mean gradient in which the worst-off task gains most.

    Near means within a ball of ``radius`` times the mean gradient's length. The library torchjd
    solves the same small problem with cvxpy, milliseconds per network and step and a conic solver
    to install; here it is solved by sequential quadratic programming, as in the authors' own
    program, and the tests compare with torchjd.
    """

    def __init__(self, spec: CAGrad) -> None:
        self._radius = spec.radius

    def combine(self, gramian: Tensor, network: int) -> Tensor:
        """Return the mean's weights plus those of the worst case."""
        del network
        return torch.from_numpy(conflict_averse(gramian.numpy(), self._radius))


def conflict_averse(gramian: FloatArray, radius: float) -> FloatArray:
    """Return weights of the direction ``g_0 + radius * |g_0| * g_w / |g_w|``.

    ``g_0`` is the mean gradient and ``w`` in the simplex minimises
    ``<g_w, g_0> + radius * |g_0| * |g_w|``: the dual of maximising the smallest gain.

    Parameters
    ----------
    gramian
        ``(n_tasks, n_tasks)``, mean of the diagonal 1.
    """
    from scipy.optimize import minimize

    n_tasks = len(gramian)
    mean = np.full(n_tasks, 1 / n_tasks)
    along = gramian @ mean
    reach = radius * math.sqrt(max(float(mean @ along), 0.0))

    def objective(w: FloatArray) -> tuple[float, FloatArray]:
        towards = gramian @ w
        length = math.sqrt(max(float(w @ towards), _SMALLEST_LENGTH**2))
        return float(w @ along) + reach * length, along + reach * towards / length

    found = minimize(
        objective,
        mean,
        jac=True,
        method="SLSQP",
        bounds=[(0.0, 1.0)] * n_tasks,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": np.ones_like},
        options={"ftol": _TOLERANCE, "maxiter": 100},
    )
    worst = np.clip(found.x, 0.0, None)
    length = math.sqrt(max(float(worst @ gramian @ worst), 0.0))
    if length < _SMALLEST_LENGTH:  # no direction helps all: the mean is as good as any
        return mean
    return np.asarray(mean + reach / length * worst)
