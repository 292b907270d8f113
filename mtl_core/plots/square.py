"""What square maps of tasks against tasks have in common: their numbers and their columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from mtl_core.plots.chart import FloatArray


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
