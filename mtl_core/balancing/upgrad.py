"""UPGrad, unconflicting projection of gradients (Quinton & Rey 2024, arXiv 2406.16232)."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from mtl_core.arrays import FloatArray
from mtl_core.balancing.balancer import GradientAggregator

_RIDGE = 1e-4
"""Share of the gradients' total square that is added in every direction, as in torchjd."""


class UPGradAggregator(GradientAggregator):
    """Every task's gradient, projected to where it harms nobody, then the mean; by torchjd.

    torchjd is given a projection that needs nothing but scipy; its own needs a solver under the
    General Public License.
    """

    def __init__(self) -> None:
        from torchjd.aggregation import UPGradWeighting
        from torchjd.linalg import DualConeProjector

        class Projector(DualConeProjector):
            """Projects weights onto the dual cone of the gradients."""

            def __call__(self, U: Tensor, G: Tensor) -> Tensor:
                return torch.from_numpy(harmless(U.numpy(), G.numpy()))

        self._weighting = UPGradWeighting(projector=Projector())

    def combine(self, gramian: Tensor, network: int) -> Tensor:
        """Return the weights of the mean of all projected gradients."""
        del network
        return self._weighting(gramian)


def harmless(wanted: FloatArray, gramian: FloatArray) -> FloatArray:
    """Find for each row ``u`` of ``wanted`` the ``w >= u`` of the smallest ``w' G w``.

    ``w = u + z`` with ``z >= 0`` and ``G = A'A`` turns this into non-negative least squares,
    ``min |A z + A u|`` (Lawson & Hanson 1974).

    Parameters
    ----------
    wanted
        ``(..., n_tasks)``.
    gramian
        ``(n_tasks, n_tasks)``, positive semi-definite.
    """
    from scipy.optimize import nnls

    n_tasks = len(gramian)
    ridge = _RIDGE * np.trace(gramian) * np.eye(n_tasks)
    root = np.linalg.cholesky(gramian + ridge).T
    rows = [row + nnls(root, -root @ row)[0] for row in wanted.reshape(-1, n_tasks)]
    return np.stack(rows).reshape(wanted.shape)
