"""First-order optimisers over a stack: every replica has its own rates and its own state."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import TypeVar

import torch
from torch import Tensor

from mtl_core.models import StackedParameters
from mtl_core.schema.specs import SGD, AdamW, Optimiser

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8
"""Constants of Adam (Kingma & Ba 2015)."""

S = TypeVar("S")


class FirstOrder(ABC):
    """Moves stacked parameters along their gradients.

    Attributes
    ----------
    rates
        Peak learning rate of each live replica, ``(n_live,)``.
    """

    rates: Tensor

    @abstractmethod
    def step(self, parameters: StackedParameters, share: float) -> None:
        """Take one step with the gradients that the parameters hold.

        Parameters
        ----------
        share
            Learning rate as a share of its peak.
        """

    @abstractmethod
    def keep(self, parameters: StackedParameters, indices: Tensor) -> None:
        """Forget all replicas but those at ``indices``; ``parameters`` are what is left."""


def first_order(parameters: StackedParameters, specs: Sequence[Optimiser]) -> FirstOrder:
    """Return the optimiser of a stack; matrices decay, biases do not.

    Parameters
    ----------
    specs
        One per replica, all of one class.
    """
    adams = [spec for spec in specs if isinstance(spec, AdamW)]
    if adams:
        return _AdamW(parameters, adams)
    return _SGD(parameters, [spec for spec in specs if isinstance(spec, SGD)])


class _AdamW(FirstOrder):
    """AdamW in one pass over memory for all replicas of the same rates."""

    def __init__(self, parameters: StackedParameters, specs: Sequence[AdamW]) -> None:
        device = _device(parameters)
        self._specs = tuple(specs)
        self.rates = _vector([spec.learning_rate for spec in specs], device)
        self._means = {name: torch.zeros_like(p) for name, p in parameters.items()}
        self._squares = {name: torch.zeros_like(p) for name, p in parameters.items()}
        self._n_steps = torch.zeros((), device=device)

    @torch.no_grad()
    def step(self, parameters: StackedParameters, share: float) -> None:
        self._n_steps += 1
        tensors = [
            (p, p.grad, self._means[name], self._squares[name])
            for name, p in parameters.items()
            if p.grad is not None
        ]
        for spec, runs in _equal(self._specs):
            for matrices in (True, False):
                parts = [
                    tuple(tensor[run] for tensor in own)
                    for own in tensors
                    if is_matrix(own[0]) is matrices
                    for run in runs
                ]
                if parts:
                    decay = spec.weight_decay if matrices else 0.0
                    self._move(parts, spec.learning_rate * share, decay)

    def _move(self, parts: Sequence[tuple[Tensor, ...]], rate: float, decay: float) -> None:
        """Move parameters by their gradients, means and squares, one tuple of these for each."""
        moved, grads, means, squares = (list(column) for column in zip(*parts, strict=True))
        # What torch.optim.AdamW(fused=True) calls, without what it does around it: that was a
        # tenth of the two milliseconds that a step of a stack takes.
        torch._fused_adamw_(
            moved,
            grads,
            means,
            squares,
            [],
            [self._n_steps] * len(parts),
            lr=rate,
            beta1=BETA_1,
            beta2=BETA_2,
            weight_decay=decay,
            eps=EPSILON,
            amsgrad=False,
            maximize=False,
        )

    def keep(self, parameters: StackedParameters, indices: Tensor) -> None:
        self._specs = tuple(self._specs[index] for index in indices.tolist())
        self.rates = self.rates[indices]
        self._means = _kept(self._means, parameters, indices)
        self._squares = _kept(self._squares, parameters, indices)


class _SGD(FirstOrder):
    """Gradient descent with heavy-ball momentum, as ``torch.optim.SGD``."""

    def __init__(self, parameters: StackedParameters, specs: Sequence[SGD]) -> None:
        device = _device(parameters)
        self.rates = _vector([spec.learning_rate for spec in specs], device)
        self._momenta = _vector([spec.momentum for spec in specs], device)
        self._decays = _vector([spec.weight_decay for spec in specs], device)
        self._velocities = {name: torch.zeros_like(p) for name, p in parameters.items()}

    @torch.no_grad()
    def step(self, parameters: StackedParameters, share: float) -> None:
        for name, p in parameters.items():
            if p.grad is None:
                continue
            gradient = p.grad + beside(self._decays, p) * p if is_matrix(p) else p.grad
            velocity = self._velocities[name].mul_(beside(self._momenta, p)).add_(gradient)
            p.sub_(beside(self.rates * share, p) * velocity)

    def keep(self, parameters: StackedParameters, indices: Tensor) -> None:
        self.rates, self._momenta = self.rates[indices], self._momenta[indices]
        self._decays = self._decays[indices]
        self._velocities = _kept(self._velocities, parameters, indices)


def is_matrix(stacked: Tensor) -> bool:
    """Whether a stacked parameter is a matrix, which decays, or a bias, which does not."""
    return stacked.dim() >= 3


def beside(per_replica: Tensor, stacked: Tensor) -> Tensor:
    """Shape one number per replica ``(n,)`` so that it multiplies a stacked parameter."""
    return per_replica.view(-1, *[1] * (stacked.dim() - 1))


def _equal(specs: Sequence[S]) -> Iterator[tuple[S, list[slice]]]:
    """Yield each distinct spec with the runs of neighbouring replicas that have it."""
    runs: dict[S, list[slice]] = {}
    start = 0
    for end in range(1, len(specs) + 1):
        if end == len(specs) or specs[end] != specs[start]:
            runs.setdefault(specs[start], []).append(slice(start, end))
            start = end
    yield from runs.items()


def _vector(values: Sequence[float], device: torch.device) -> Tensor:
    return torch.tensor(values, dtype=torch.float32, device=device)


def _device(parameters: StackedParameters) -> torch.device:
    return next(iter(parameters.values())).device


def _kept(
    state: StackedParameters, parameters: StackedParameters, indices: Tensor
) -> StackedParameters:
    """Keep the rows at ``indices``, laid out in memory as the parameters are."""
    return {
        name: torch.empty_like(p, requires_grad=False).copy_(state[name][indices])
        for name, p in parameters.items()
    }
