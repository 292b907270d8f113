"""What maps of tasks have in common: their numbers and their columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from mtl_core.arrays import FloatArray
from mtl_core.plots.look.wording import plain, wrapped

ROOMY = 4
"""So many columns leave room for names and words on a telephone."""


def matrix_of(rows: Sequence[Sequence[float | None]]) -> FloatArray:
    """Return the cells of a report as a matrix, NaN where there is no number."""
    return np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=np.float64)


def number_columns(figure: go.Figure, n_tasks: int, title: str) -> None:
    """Give the columns the numbers of the rows, and let nobody zoom into a map."""
    figure.update_layout(
        xaxis={
            "tickmode": "array",
            "tickvals": np.arange(n_tasks),
            "ticktext": [str(number + 1) for number in range(n_tasks)],
            "tickangle": 0,
            "title": {"text": title},
            "range": [-0.55, n_tasks - 0.45],
            "showgrid": False,
            "fixedrange": True,
        },
        yaxis={"fixedrange": True},
    )


def label_columns(figure: go.Figure, groups: Sequence[str], title: str = "") -> None:
    """Name the columns, or number them and spell the numbers out below a title."""
    roomy = len(groups) <= ROOMY
    texts = [wrapped(g, 10, 3) if roomy else str(i) for i, g in enumerate(groups, start=1)]
    below = [] if roomy else [f"{i}: {wrapped(g, 40, 1)}" for i, g in enumerate(groups, start=1)]
    below = [plain(title), *below] if title else below
    figure.update_layout(
        height=figure.layout.height + 18 * len(below),
        xaxis={
            "tickmode": "array",
            "tickvals": np.arange(len(groups)),
            "ticktext": texts,
            "tickangle": 0,
            "title": {"text": "<br>".join(below)},
            "range": [-0.55, len(groups) - 0.45],
            "showgrid": False,
            "fixedrange": True,
        },
        yaxis={"fixedrange": True},
    )
