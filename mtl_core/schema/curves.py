"""A curve to draw: plain arrays that evaluation computes and plots show."""

from __future__ import annotations

from dataclasses import dataclass

from mtl_core.arrays import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Points of a curve with an optional 95 % band, all of shape ``(n_points,)``."""

    x: FloatArray
    y: FloatArray
    low: FloatArray | None = None
    high: FloatArray | None = None
