"""How the weights of a stack move in a step, by the gradients that they hold."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from mtl_core.schema import TrainingSpec
from mtl_core.schema.specs import Optimiser
from mtl_core.training.optimisers import first_order
from mtl_core.training.schedules import share_of_peak
from mtl_core.training.sparsity import feature_weights, shrink
from mtl_core.training.stack import Stack


class Descent:
    """An optimiser, its schedule, and the L1 penalty after each step.

    Parameters
    ----------
    optimisers
        That of each replica, all of one class; rates and decay may differ.
    """

    def __init__(
        self, stack: Stack, optimisers: Sequence[Optimiser], spec: TrainingSpec, n_inputs: int
    ) -> None:
        self._stack = stack
        self._spec = spec
        self._optimiser = first_order(stack.parameters, optimisers)
        self._shrinking = feature_weights(stack.skeleton, n_inputs) if spec.l1 > 0 else ()

    def step(self, step: int) -> None:
        """Take step number ``step``, counted from 1."""
        share = share_of_peak(self._spec.schedule, step / self._spec.n_steps)
        self._optimiser.step(self._stack.parameters, share)
        if self._shrinking:
            thresholds = self._optimiser.rates * (share * self._spec.l1)
            shrink(self._stack.parameters, self._shrinking, thresholds)

    def keep(self, indices: Tensor) -> None:
        """Forget all replicas but those at ``indices``, after the stack has."""
        self._optimiser.keep(self._stack.parameters, indices)
