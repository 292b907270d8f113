"""Predicted against observed, for amounts and for classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.plots.look import (
    ORANGE,
    SHARE_SCALE,
    UP,
    Chart,
    draw_cells,
    draw_patients,
    name_rows,
    new_figure,
    plain,
    row_height,
    wrapped,
)
from mtl_core.schema import Estimate
from mtl_core.words import counted, listed, percent, rounded, with_interval


def observed_predicted_plot(
    observed: FloatArray,
    predicted: FloatArray,
    unit: str = "original units",
    *,
    slope: Estimate | None = None,
    intercept: Estimate | None = None,
) -> Chart:
    """Draw predictions of a regression task against what was observed, with the identity line.

    Where ``slope`` and ``intercept`` have values, the calibration line is drawn too.

    Parameters
    ----------
    observed, predicted
        In original units, shape ``(n,)``; rows with NaN are left out.
    slope, intercept
        Of the line of observed on predicted values; 1 and 0 are ideal.
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
    draw_patients(figure, x, y, ("predicted", "observed"))
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
    if slope is not None:
        reading += f" {_draw_line(figure, np.array([x.min(), x.max()]), slope, intercept)}"
    alt = (
        f"Predicted against observed with the identity line. Observed values run from "
        f"{rounded(float(y.min()))} to {rounded(float(y.max()))}, predictions from "
        f"{rounded(float(x.min()))} to {rounded(float(x.max()))}. {reading}"
    )
    return Chart(figure, "Predicted against observed", alt, reading, table)


def _draw_line(
    figure: go.Figure, ends: FloatArray, slope: Estimate, intercept: Estimate | None
) -> str:
    """Draw the calibration line between the smallest and the largest prediction, and read it."""
    if slope.value is None or intercept is None or intercept.value is None:
        return f"The calibration line is {slope.reason or 'not estimable'}."
    figure.add_scatter(
        x=ends,
        y=intercept.value + slope.value * ends,
        mode="lines",
        line={"color": ORANGE, "width": 2.5},
        hoverinfo="name",
        name=f"Calibration line, slope {with_interval(slope)}",
    )
    low, high = slope.low, slope.high
    if low is None or high is None or low <= 1 <= high:
        said = "the interval holds 1, the ideal"
    elif high < 1:
        said = "predictions are too spread out"
    else:
        said = "predictions are too close to their mean"
    return f"The calibration line has a slope of {with_interval(slope)}: {said}."


def confusion_heatmap(labels: Sequence[str], matrix: IntArray) -> Chart:
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
    texts = [
        [f"{percent(float(s))}<br>{int(n):,}" for s, n in zip(*row, strict=True)]
        for row in zip(shares, matrix, strict=True)
    ]
    cells = np.array(texts, dtype=object)
    draw_cells(figure, shares, cells, SHARE_SCALE, (0, 1), hovertemplate="%{text}<extra></extra>")
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


def _words(labels: Sequence[str], matrix: IntArray, shares: FloatArray) -> tuple[str, str]:
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
            reading += f" Never predicted as most likely: {listed(never, 4)}."
    return f"Confusion matrix. {'. '.join(parts)}. {reading}", reading
