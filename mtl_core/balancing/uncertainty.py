"""Uncertainty weights (Kendall 2018, arXiv 1705.07115)."""

from __future__ import annotations

from torch import Tensor

from mtl_core.balancing.balancer import LossScalarizer, StepLosses, shared_out
from mtl_core.schema.specs import UncertaintyWeights


class UncertaintyScalarizer(LossScalarizer):
    """Weights ``exp(-s)`` with a log-variance ``s`` per task that is learned.

    ``s`` descends on ``exp(-s) * loss + s / 2``: the likelihood of the source for half a squared
    error, and its approximation for cross-entropy. It rests where ``exp(-s) = 1 / (2 * loss)``.

    NOTE[DIFF]: ``s`` takes plain gradient steps of a rate of its own instead of the network's
    optimiser, and stays where it is while a task has no label. Weights are scaled to sum to the
    number of tasks; their ratios are those of the source.

    Parameters
    ----------
    start
        First weights, ``(n_networks, n_tasks)``.
    """

    def __init__(self, spec: UncertaintyWeights, start: Tensor) -> None:
        self._rate = spec.rate
        self.log_variances = -start.log()

    def weigh(self, step: StepLosses) -> Tensor:
        """Weigh by the variances learned so far, then learn from these losses."""
        precisions = (-self.log_variances).exp()
        gradient = 0.5 - precisions * step.losses.clamp(min=0.0)
        # a step is bounded, for one wild batch must not make a task count for nothing ever after
        self.log_variances = (
            self.log_variances - self._rate * gradient.clamp(min=-10.0) * step.known
        )
        return shared_out(precisions, step.known)

    def keep(self, indices: Tensor) -> None:
        """Forget all networks but those at ``indices``."""
        self.log_variances = self.log_variances[indices]
