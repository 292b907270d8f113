"""How the weights of a stack move, step by step: by the gradients of batches, or by curvature."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor

from mtl_core.schema import TrainingSpec
from mtl_core.schema.specs import LBFGS, SGD, AdamW, Optimiser
from mtl_core.training.optimisers import first_order, is_matrix
from mtl_core.training.quasi_newton import QuasiNewton
from mtl_core.training.schedules import share_of_peak
from mtl_core.training.sparsity import feature_weights, shrink
from mtl_core.training.stack import Stack


class Objective(Protocol):
    """What is made small for all live replicas; each look leaves gradients in the parameters."""

    def on_batch(self, step: int) -> None:
        """Look at the batches of a step, counted from 1."""

    def on_all_rows(self) -> Tensor:
        """Look at all training rows; return the value for each live replica, ``(n_live,)``."""


class Descent(ABC):
    """Moves the parameters of a stack."""

    @abstractmethod
    def step(self, objective: Objective, step: int) -> None:
        """Take step number ``step``, counted from 1."""

    @abstractmethod
    def keep(self, places: Tensor) -> None:
        """Forget all replicas but those at ``places``, after the stack has."""


def descent(
    stack: Stack, optimisers: Sequence[Optimiser], spec: TrainingSpec, n_inputs: int
) -> Descent:
    """Return what moves a stack.

    Parameters
    ----------
    optimisers
        That of each replica, all of one class; rates and decay may differ.
    """
    newtonian = [one for one in optimisers if isinstance(one, LBFGS)]
    if newtonian:
        return _ByCurvature(stack, newtonian)
    return _ByBatches(stack, optimisers, spec, n_inputs)


class _ByBatches(Descent):
    """A first-order optimiser, its schedule, and the L1 penalty after each step."""

    def __init__(
        self, stack: Stack, optimisers: Sequence[Optimiser], spec: TrainingSpec, n_inputs: int
    ) -> None:
        self._stack = stack
        self._spec = spec
        first = [one for one in optimisers if isinstance(one, AdamW | SGD)]
        self._optimiser = first_order(stack.parameters, first)
        self._shrinking = feature_weights(stack.skeleton, n_inputs) if spec.l1 > 0 else ()

    def step(self, objective: Objective, step: int) -> None:
        objective.on_batch(step)
        share = share_of_peak(self._spec.schedule, step / self._spec.n_steps)
        self._optimiser.step(self._stack.parameters, share)
        if self._shrinking:
            thresholds = self._optimiser.rates * (share * self._spec.l1)
            shrink(self._stack.parameters, self._shrinking, thresholds)

    def keep(self, places: Tensor) -> None:
        self._optimiser.keep(self._stack.parameters, places)


class _ByCurvature(Descent):
    """L-BFGS on all training rows; the decay of matrices is part of the objective."""

    def __init__(self, stack: Stack, specs: Sequence[LBFGS]) -> None:
        self._stack = stack
        self._newton = QuasiNewton(stack.parameters, max(spec.history for spec in specs))
        device = next(iter(stack.parameters.values())).device
        self._decays = torch.tensor([spec.weight_decay for spec in specs], device=device)

    def step(self, objective: Objective, step: int) -> None:
        del step
        self._newton.step(lambda: objective.on_all_rows() + self._decay())

    def keep(self, places: Tensor) -> None:
        self._decays = self._decays[places]
        self._newton.keep(self._stack.parameters, places)

    def _decay(self) -> Tensor:
        """Half the squared size of all matrices times the decay, its gradient left behind."""
        matrices = [p for p in self._stack.parameters.values() if is_matrix(p)]
        squares = torch.stack([m.square().flatten(1).sum(dim=1) for m in matrices]).sum(dim=0)
        penalties = 0.5 * self._decays * squares
        torch.autograd.backward(penalties.sum())
        return penalties.detach()
