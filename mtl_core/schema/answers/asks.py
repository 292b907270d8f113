"""What every question declares of its answer, and the files of a run that it may look at."""

from __future__ import annotations

from typing import Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)

PREDICTIONS, NETWORKS = "predictions.parquet", "bundle/manifest.json"
"""The file of a run that stands for its predictions, and the one that stands for its networks."""


class Asks(Protocol[T_co]):
    """A question whose answer is of a known kind."""

    @property
    def file(self) -> str:
        """Name of the file of the answer."""

    @property
    def answer(self) -> type[T_co]:
        """The class of the answer."""
