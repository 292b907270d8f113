"""Where the tasks of a group share, marked so that their gradients there can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import Tensor, nn


class SharedLevel(nn.Module):
    """The units that all tasks of a group build on; they pass unchanged.

    What a task wants of these units is the gradient of its loss with respect to a displacement of
    them. Inside :meth:`displaced` such a displacement, zero in value, is added; otherwise this
    costs nothing.

    Parameters
    ----------
    sizes
        Sizes of the units for one patient: ``(width,)``, or ``(n_encoders, width)`` for several
        encoders side by side.
    """

    def __init__(self, *sizes: int) -> None:
        super().__init__()
        self.sizes = sizes
        self._displacement: Tensor | None = None

    def shape(self, n_rows: int) -> tuple[int, ...]:
        """Shape of a displacement for a batch: rows stand before the width."""
        return (*self.sizes[:-1], n_rows, self.sizes[-1])

    def forward(self, units: Tensor) -> Tensor:
        """Pass on the units, with the displacement if there is one.

        Shape ``(..., rows, width)`` in and out. Where more encoders stand side by side than the
        level has, the further ones are no part of it; a level of one size is the same for all.
        """
        if self._displacement is None:
            return units
        if len(self.sizes) == 1:
            return units + self._displacement
        beyond = len(units) - self.sizes[0]
        return units + nn.functional.pad(self._displacement, (0, 0, 0, 0, 0, beyond))

    @contextmanager
    def displaced(self, displacement: Tensor) -> Iterator[None]:
        """Add a displacement of :meth:`shape` inside the block."""
        self._displacement = displacement
        try:
            yield
        finally:
            self._displacement = None


def shared_level(network: nn.Module) -> SharedLevel:
    """Return the level of a network; every design marks exactly one."""
    (level,) = (module for module in network.modules() if isinstance(module, SharedLevel))
    return level
