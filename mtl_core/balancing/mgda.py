"""MGDA, the multiple-gradient descent algorithm (Sener & Koltun 2018, arXiv 1810.04650)."""

from __future__ import annotations

from torch import Tensor

from mtl_core.balancing.balancer import GradientAggregator


class MGDAAggregator(GradientAggregator):
    """The shortest vector among all mixtures of the tasks' gradients, by torchjd.

    With respect to what the tasks share this is the upper bound of the source's section 3.3.
    """

    def __init__(self) -> None:
        from torchjd.aggregation import MGDAWeighting

        self._weighting = MGDAWeighting()

    def combine(self, gramian: Tensor, network: int) -> Tensor:
        """Return the mixture's weights."""
        del network
        return self._weighting(gramian)
