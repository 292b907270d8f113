"""A chart: the figure and everything a page or a report needs beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.arrays import IntArray

MAX_POINTS = 5_000
"""Points that one trace may hold: more make an SVG slow, and WebGL is not allowed here."""


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """One figure with its words and its data.

    Attributes
    ----------
    figure
        The picture, without a title of its own: the page or report prints ``title`` above it.
    alt
        Text alternative that carries the content of the picture.
    reading
        One plain sentence, built from the numbers, that says what the picture shows.
    table
        The data of the picture, to download.
    """

    figure: go.Figure
    title: str
    alt: str
    reading: str
    table: pd.DataFrame


def thinned(n_points: int, limit: int = MAX_POINTS) -> IntArray:
    """Positions of at most ``limit`` of ``n_points`` points, evenly spread, ends included.

    The choice depends on the two numbers alone, so a figure is the same every time.

    Examples
    --------
    >>> thinned(5, limit=3).tolist()
    [0, 2, 4]
    >>> thinned(2).tolist()
    [0, 1]
    """
    if n_points <= limit:
        return np.arange(n_points, dtype=np.int64)
    return np.round(np.linspace(0, n_points - 1, limit)).astype(np.int64)
