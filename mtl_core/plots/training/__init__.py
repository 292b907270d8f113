"""Figures of the Training page."""

from mtl_core.plots.training.curves import progress_curves

__all__ = [
    "progress_curves",
]
