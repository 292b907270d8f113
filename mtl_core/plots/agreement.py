"""Predicted against observed, for amounts and for classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.chart import Chart, FloatArray
from mtl_core.plots.theme import (
    BLUE,
    CELL_TEXT,
    SHARE_SCALE,
    UP,
    name_rows,
    new_figure,
    row_height,
)
from mtl_core.plots.wording import counted, listed, percent, plain, rounded, wrapped

SCATTER_UP_TO = 1_000
"""With more patients than this, points would hide each other and counts per cell are drawn."""
_N_CELLS = 36


def observed_predicted_plot(
    observed: FloatArray, predicted: FloatArray, unit: str = "original units"
) -> Chart:
    """Draw predictions of a regression task against what was observed, with the identity line.

    Parameters
    ----------
    observed, predicted
        In original units, shape ``(n,)``; rows with NaN are left out.
    """
    known = np.isfinite(observed) & np.isfinite(predicted)
    x, y = predicted[known], observed[known]
    figure = new_figure(height=460, x_title=f"Predicted ({plain(unit)})",
                        y_title=f"Observed ({plain(unit)})")  # fmt: skip
    table = pd.DataFrame({"predicted": x, "observed": y})
    if len(x) == 0:
        words = "No patient has both an observed and a predicted value."
        return Chart(figure, "Predicted against observed", words, words, table)
    low, high = float(min(x.min(), y.min())), float(max(x.max(), y.max()))
    low, high = (low - 0.5, high + 0.5) if low == high else (low, high)
    if len(x) <= SCATTER_UP_TO:
        _draw_points(figure, x, y)
    else:
        _draw_cells(figure, x, y)
    figure.add_scatter(
        x=np.array([low, high]),
        y=np.array([low, high]),
        mode="lines",
        line={"color": UP, "dash": "dash", "width": 2.5},
        hoverinfo="name",
        name="Predicted = observed",
    )
    error = np.abs(x - y)
    reading = (
        f"For half of the {counted(len(x), 'patient')} the prediction was within "
        f"{rounded(float(np.median(error)))} of the observed value, for 9 in 10 within "
        f"{rounded(float(np.quantile(error, 0.9)))}."
    )
    alt = (
        f"Predicted against observed with the identity line. Observed values run from "
        f"{rounded(float(y.min()))} to {rounded(float(y.max()))}, predictions from "
        f"{rounded(float(x.min()))} to {rounded(float(x.max()))}. {reading}"
    )
    return Chart(figure, "Predicted against observed", alt, reading, table)


def _draw_points(figure: go.Figure, x: FloatArray, y: FloatArray) -> None:
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers",
        marker={"color": BLUE, "size": 6, "opacity": 0.75},
        hovertemplate="predicted %{x:.3~g}<br>observed %{y:.3~g}<extra></extra>",
        name="One patient",
    )
    figure.update_layout(xaxis={"range": _padded(x)}, yaxis={"range": _padded(y)})


def _padded(values: FloatArray) -> list[float]:
    low, high = float(values.min()), float(values.max())
    room = 0.04 * (high - low) or 0.5
    return [low - room, high + room]


def _draw_cells(figure: go.Figure, x: FloatArray, y: FloatArray) -> None:
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
        hovertemplate="predicted about %{x:.3~g}<br>observed about %{y:.3~g}"
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


def confusion_heatmap(labels: Sequence[str], matrix: npt.NDArray[np.int64]) -> Chart:
    """Draw how often each observed class was given each predicted class.

    Parameters
    ----------
    labels
        Classes in the order of ``matrix``.
    matrix
        Counts, shape ``(n_classes, n_classes)``: rows observed, columns predicted.
    """
    totals = matrix.sum(axis=1, keepdims=True)
    shares = np.divide(matrix, totals, out=np.zeros(matrix.shape), where=totals > 0)
    names = [f"{wrapped(label, 20)}<br>n {int(n):,}" for label, n in zip(labels, totals[:, 0],
                                                                       strict=True)]  # fmt: skip
    height = 130 + row_height(names, smallest=48) * len(labels)
    figure = new_figure(height=height, x_title="Predicted class", y_title="Observed class")
    figure.add_heatmap(
        z=shares,
        x=np.arange(len(labels)),
        y=np.arange(len(labels)),
        zmin=0,
        zmax=1,
        text=np.array(
            [[f"{percent(float(s))}<br>{int(n):,}" for s, n in zip(*row, strict=True)]
             for row in zip(shares, matrix, strict=True)], dtype=object
        ),
        texttemplate="%{text}",
        textfont={"color": CELL_TEXT},
        colorscale=[list(step) for step in SHARE_SCALE],
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    name_rows(figure, names)
    figure.update_layout(
        xaxis={"tickmode": "array", "tickvals": np.arange(len(labels)), "showgrid": False,
               "ticktext": [wrapped(label, 16) for label in labels]}
    )  # fmt: skip
    long = pd.DataFrame(
        [(o, p, int(matrix[i, j]), float(shares[i, j])) for i, o in enumerate(labels)
         for j, p in enumerate(labels)],
        columns=["observed", "predicted", "n", "share_of_observed"],
    )  # fmt: skip
    return Chart(figure, "Observed and predicted classes", *_words(labels, matrix, shares), long)


def _words(
    labels: Sequence[str], matrix: npt.NDArray[np.int64], shares: FloatArray
) -> tuple[str, str]:
    """Text alternative and reading of a confusion matrix."""
    parts = [
        f"{label} (n {int(row.sum()):,}): recognised {percent(float(shares[i, i]))}"
        for i, (label, row) in enumerate(zip(labels, matrix, strict=True))
    ]
    off = shares.copy()
    np.fill_diagonal(off, -1.0)
    i, j = divmod(int(off.argmax()), len(labels))
    if matrix.sum() == 0:
        reading = "No patient has both an observed and a predicted class."
    else:
        right = float(np.trace(matrix) / matrix.sum())
        reading = (
            f"The predicted class was right for {percent(right)} of {int(matrix.sum()):,} "
            f"patients; the most common mistake: {percent(max(float(off[i, j]), 0.0))} of those "
            f"observed as {labels[i]} were predicted as {labels[j]}."
        )
        never = [label for label, n in zip(labels, matrix.sum(axis=0), strict=True) if n == 0]
        if never:
            reading += f" Never predicted as most likely: {listed(never)}."
    return f"Confusion matrix. {'. '.join(parts)}. {reading}", reading
