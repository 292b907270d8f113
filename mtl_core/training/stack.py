"""Many networks of one shape as one batched program.

Parameters of all replicas are stacked on a leading axis; the architecture stays a plain module that
knows one batch of patients.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.func import stack_module_state

from mtl_core.models import Network, StackedParameters, forward_stacked
from mtl_core.training.devices import CPU


class Stack:
    """The stacked parameters of the replicas that are still in training.

    Attributes
    ----------
    parameters
        By the module's own names, each with a leading replica axis, leaves of autograd.
    skeleton
        The module itself, without numbers of its own.
    """

    def __init__(self, networks: Sequence[Network], device: torch.device = CPU) -> None:
        stacked, _ = stack_module_state(list(networks))
        self.skeleton = copy.deepcopy(networks[0]).to("meta")
        self.parameters: StackedParameters = {
            name: self._laid_out(tensor.detach().to(device)).requires_grad_()
            for name, tensor in stacked.items()
        }

    def forward(
        self, features: Tensor, *, training: bool, displacement: Tensor | None = None
    ) -> Tensor:
        """Predict with every live replica; see :func:`~mtl_core.models.forward_stacked`."""
        return forward_stacked(
            self.skeleton,
            self.parameters,
            features,
            training=training,
            displacement=displacement,
        )

    def penalty(self) -> Tensor | None:
        """Return what the design adds to the live replicas' losses, ``(n_live,)``, if anything."""
        return self.skeleton.penalty(self.parameters)

    def forget_gradients(self) -> None:
        """Make ready for the next backward pass."""
        for p in self.parameters.values():
            p.grad = None

    def keep(self, indices: Tensor) -> None:
        """Let all replicas but those at ``indices`` leave the stack."""
        for name, old in self.parameters.items():
            self.parameters[name] = self._laid_out(old.detach()[indices]).requires_grad_()

    def _laid_out(self, stacked: Tensor) -> Tensor:
        """Copy stacked parameters so that matrices lie in memory as their gradients will.

        A batched pass gives gradients by rows. That of ``vmap`` is the transpose of a batched
        product; with parameters laid out alike, autograd takes it as it is instead of transposing
        it in every step.
        """
        if self.skeleton.batched or stacked.dim() != 3:
            return stacked.clone(memory_format=torch.contiguous_format)
        return stacked.transpose(1, 2).contiguous().transpose(1, 2)
