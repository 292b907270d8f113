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

    @property
    def batched(self) -> bool:
        """Whether :meth:`forward_batched` is there."""
        return False

    def forward_batched(self, parameters: Mapping[str, Tensor], features: Tensor) -> Tensor:
        """Predict with many networks of this shape at once, quicker than ``vmap`` would.

        Parameters
        ----------
        parameters
            Stacked parameters by the module's own names, each with a leading replica axis.
        features
            ``(n_replicas, batch, n_inputs)``.

        Returns
        -------
        What :meth:`forward` gives for each, ``(n_replicas, batch, layout.width)``.
        """
        raise NotImplementedError

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
