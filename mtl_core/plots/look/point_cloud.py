"""Many patients in one picture: points, or counts per cell where points would hide each other."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from mtl_core.arrays import FloatArray
from mtl_core.plots.look.theme import BLUE

SCATTER_UP_TO = 1_000
"""With more patients than this, points would hide each other and counts per cell are drawn."""
_N_CELLS = 36


def draw_patients(
    figure: go.Figure, x: FloatArray, y: FloatArray, names: tuple[str, str] = ("x", "y")
) -> None:
    """Draw a point per patient or, of many, how many stand in each cell.

    Parameters
    ----------
    x, y
        Shape ``(n,)``, n at least 1, without NaN.
    names
        What x and y are, for the words that appear on hovering.
    """
    if len(x) <= SCATTER_UP_TO:
        _draw_points(figure, x, y, names)
    else:
        _draw_cells(figure, x, y, names)


def _draw_points(figure: go.Figure, x: FloatArray, y: FloatArray, names: tuple[str, str]) -> None:
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers",
        marker={"color": BLUE, "size": 6, "opacity": 0.75},
        hovertemplate=f"{names[0]} %{{x:.3~g}}<br>{names[1]} %{{y:.3~g}}<extra></extra>",
        name="One patient",
    )
    figure.update_layout(xaxis={"range": _padded(x)}, yaxis={"range": _padded(y)})


def _padded(values: FloatArray) -> list[float]:
    low, high = float(values.min()), float(values.max())
    room = 0.04 * (high - low) or 0.5
    return [low - room, high + room]


def _draw_cells(figure: go.Figure, x: FloatArray, y: FloatArray, names: tuple[str, str]) -> None:
    """Count patients on a grid over the central 99 % of each side; empty cells stay clear.

    A few extreme values would otherwise leave all others in one corner.
    """
    edges_x, edges_y = _edges(x), _edges(y)
    counts = np.histogram2d(x, y, (edges_x, edges_y))[0].T
    figure.add_heatmap(
        x=(edges_x[:-1] + edges_x[1:]) / 2,
        y=(edges_y[:-1] + edges_y[1:]) / 2,
        z=np.where(counts > 0, np.sqrt(counts), np.nan),
        customdata=counts,
        colorscale=[[0.0, "#9CC3DE"], [1.0, "#08426B"]],
        showscale=False,
        hoverongaps=False,
        hovertemplate=f"{names[0]} about %{{x:.3~g}}<br>{names[1]} about %{{y:.3~g}}"
        "<br>%{customdata:.0f} patients<extra></extra>",
        name="Patients per cell",
    )
    figure.update_layout(
        xaxis={"range": [edges_x[0], edges_x[-1]]},
        yaxis={"range": [edges_y[0], edges_y[-1]]},
        legend={"title": {"text": "Darker: more patients; central 99 % shown"}},
        showlegend=True,
    )


def _edges(values: FloatArray) -> FloatArray:
    low, high = (float(v) for v in np.quantile(values, [0.005, 0.995]))
    low, high = (low - 0.5, high + 0.5) if low == high else (low, high)
    return np.linspace(low, high, _N_CELLS + 1)
