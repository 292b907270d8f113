"""What every network of a sharing design is: a linear part and the rest."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from torch import Tensor, nn

Lifted: TypeAlias = Sequence[Tensor]
"""Affine maps of the features, each of shape ``(batch, size)`` with a size of its own."""


class Network(nn.Module, ABC):
    """A network from features ``(batch, n_inputs)`` to outputs ``(batch, layout.width)``.

    All that a network does to its inputs first is affine in them (:meth:`lift`), and the rest
    never sees the inputs again (:meth:`finish`). So the lifted features of a patient are a sum of
    one term per column, and a patient made of two others' columns costs an addition instead of an
    encoding and a first layer: explanations live on this. A network that starts otherwise lifts
    its features to themselves.
    """

    @abstractmethod
    def lift(self, features: Tensor) -> Lifted:
        """Apply everything that meets the features: their affine maps, biases included."""

    @abstractmethod
    def finish(self, lifted: Lifted) -> Tensor:
        """Turn lifted features into outputs."""

    def forward(self, features: Tensor) -> Tensor:
        """Predict all tasks for a batch of patients."""
        return self.finish(self.lift(features))

    def penalty(self, parameters: Mapping[str, Tensor]) -> Tensor | None:
        """Return what the design adds to each replica's loss in training, ``(n_replicas,)``.

        Parameters
        ----------
        parameters
            Stacked parameters by the module's own names, each with a leading replica axis.

        Returns
        -------
        ``None`` for a design that adds nothing.
        """
        del parameters
        return None
