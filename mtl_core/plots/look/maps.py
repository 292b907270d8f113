"""What maps have in common: cells with a word on a colour, rows and columns with names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from mtl_core.arrays import FloatArray
from mtl_core.plots.look.theme import CELL_TEXT, name_rows, new_figure, row_height
from mtl_core.plots.look.wording import plain, wrapped

ROOMY = 4
"""So many columns leave room for names and words on a telephone."""

HARM_HELP = ((0.0, "#F2B27E"), (0.5, "#F4F4F4"), (1.0, "#7DB6DE"))
"""Harm, nothing, help: pale enough for dark text in every cell."""

_UPRIGHT = 5


def matrix_of(rows: Sequence[Sequence[float | None]]) -> FloatArray:
    """Return the cells of a report as a matrix, NaN where there is no number."""
    return np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=np.float64)


def clustered(clusters: Sequence[Sequence[int]], near: FloatArray) -> list[int]:
    """Merge the two nearest clusters until one is left; its order is that of the merges."""
    left = [list(cluster) for cluster in clusters]
    while len(left) > 1:
        pairs = [(i, j) for i in range(len(left)) for j in range(i + 1, len(left))]
        i, j = max(pairs, key=lambda pair: near[np.ix_(left[pair[0]], left[pair[1]])].mean())
        left[i] += left.pop(j)
    return left[0]


def square_figure(tasks: Sequence[str], columns: str, rows: str = "") -> go.Figure:
    """Return an empty map task by task: rows have numbers and names, columns the numbers alone.

    Parameters
    ----------
    columns, rows
        Titles of the axes.
    """
    labels = [f"{number}. {wrapped(task, 18)}" for number, task in enumerate(tasks, start=1)]
    figure = new_figure(
        height=150 + row_height(labels, smallest=36) * len(tasks), x_title=columns, y_title=rows
    )
    name_rows(figure, labels)
    _fixed_columns(figure, [str(number) for number in range(1, len(tasks) + 1)])
    return figure


def draw_cells(
    figure: go.Figure,
    values: FloatArray,
    texts: object,
    scale: Sequence[tuple[float, str]],
    limits: tuple[float, float | None],
    **look: object,
) -> None:
    """Draw a map: the colour of a cell is its value, nothing where that is NaN.

    Parameters
    ----------
    texts
        Written in the cells, in the shape of ``values``.
    limits
        Values at both ends of the scale.
    look
        More about the trace; ``customdata`` is what a cell says to a pointer.
    """
    height, width = values.shape
    usual = {
        "texttemplate": "%{text}",
        "textfont_color": CELL_TEXT,
        "hovertemplate": "%{customdata}<extra></extra>",
        "hoverongaps": False,
        "colorscale": [list(step) for step in scale],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }
    ends = dict(zip(("zmin", "zmax"), limits, strict=True))
    x, y = np.arange(width), np.arange(height)
    figure.add_heatmap(z=values, x=x, y=y, text=texts, **ends, **(usual | look))


def name_mark(figure: go.Figure, name: str, **marker: object) -> None:
    """Add a line to the legend that no point of the figure would give."""
    nowhere = np.array([np.nan])
    figure.add_scatter(x=nowhere, y=nowhere, mode="markers", marker=marker, name=name)


def name_columns(figure: go.Figure, names: Sequence[str], width: int = 28) -> None:
    """Name the columns: upright in ``width`` letters while they are few, else turned."""
    few = len(names) <= _UPRIGHT
    figure.update_layout(
        xaxis={
            "tickmode": "array",
            "tickvals": np.arange(len(names)),
            "ticktext": [wrapped(name, width if few else 28, 3) for name in names],
            "tickangle": 0 if few else -90,
            "showgrid": False,
        }
    )


def label_columns(figure: go.Figure, groups: Sequence[str], title: str = "") -> None:
    """Name the columns, or number them and spell the numbers out below a title."""
    roomy = len(groups) <= ROOMY
    texts = [wrapped(g, 10, 3) if roomy else str(i) for i, g in enumerate(groups, start=1)]
    below = [] if roomy else [f"{i}: {wrapped(g, 40, 1)}" for i, g in enumerate(groups, start=1)]
    below = [plain(title), *below] if title else below
    figure.update_layout(
        height=figure.layout.height + 18 * len(below), xaxis_title_text="<br>".join(below)
    )
    _fixed_columns(figure, texts)


def _fixed_columns(figure: go.Figure, texts: Sequence[str]) -> None:
    """Print the names of columns, and let nobody zoom into the map."""
    figure.update_layout(
        xaxis={
            "tickmode": "array",
            "tickvals": np.arange(len(texts)),
            "ticktext": list(texts),
            "tickangle": 0,
            "range": [-0.55, len(texts) - 0.45],
            "showgrid": False,
            "fixedrange": True,
        },
        yaxis={"fixedrange": True},
    )
