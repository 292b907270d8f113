"""Errors of a regression task against the size of what was measured (Bland and Altman)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.arrays import FloatArray
from mtl_core.plots.look import ORANGE, UP, Chart, draw_patients, new_figure, plain, translucent
from mtl_core.schema import Estimate
from mtl_core.words import counted, percent, rounded, with_interval

_LINES = {
    "agreement_high": ("Upper limit of agreement", UP, "dash"),
    "mean_error": ("Mean error", ORANGE, "solid"),
    "agreement_low": ("Lower limit of agreement", UP, "dot"),
}
_ENDS = ("agreement_low", "agreement_high")
_TITLE = "Errors against size (Bland-Altman)"


def bland_altman_plot(
    observed: FloatArray,
    predicted: FloatArray,
    measures: Mapping[str, Estimate],
    unit: str = "original units",
) -> Chart:
    """Draw predicted minus observed against the mean of the two.

    Parameters
    ----------
    observed, predicted
        In original units, shape ``(n,)``; rows with NaN are left out.
    measures
        Mean error and limits of agreement (``mean_error``, ``agreement_low``,
        ``agreement_high``); each is a line, its 95 % interval a band.

    References
    ----------
    Bland, J. M. and Altman, D. G. (1986). Statistical methods for assessing agreement between two
    methods of clinical measurement. Lancet 327.
    """
    known = np.isfinite(observed) & np.isfinite(predicted)
    middle = (observed[known] + predicted[known]) / 2
    error = predicted[known] - observed[known]
    figure = new_figure(
        height=480,
        x_title=f"Mean of predicted and observed<br>({plain(unit)})",
        y_title="Predicted minus observed",
    )
    table = pd.DataFrame({"mean_of_both": middle, "predicted_minus_observed": error})
    if len(error) == 0:
        words = "No patient has both an observed and a predicted value."
        return Chart(figure, _TITLE, words, words, table)
    draw_patients(figure, middle, error, ("mean", "error"))
    ends = np.array([middle.min(), middle.max()])
    for key, (name, colour, dash) in _LINES.items():
        found = measures.get(key)
        if found is not None and found.value is not None:
            _draw_level(figure, ends, found, name, colour, dash)
    reading = _reading(error, measures)
    alt = (
        f"Predicted minus observed against the mean of the two for {counted(len(error), 'patient')}"
        f"; errors run from {rounded(float(error.min()))} to {rounded(float(error.max()))}. "
        f"{reading}"
    )
    return Chart(figure, _TITLE, alt, reading, table)


def _draw_level(
    figure: go.Figure, ends: FloatArray, found: Estimate, name: str, colour: str, dash: str
) -> None:
    if found.low is not None and found.high is not None:
        figure.add_scatter(
            x=np.concatenate([ends, ends[::-1]]),
            y=np.array([found.low, found.low, found.high, found.high]),
            fill="toself",
            fillcolor=translucent(colour),
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
            showlegend=False,
        )
    figure.add_scatter(
        x=ends,
        y=np.full(2, found.value),
        mode="lines",
        line={"color": colour, "dash": dash, "width": 2.5},
        hoverinfo="name",
        name=f"{name} {with_interval(found, rounded)}",
    )


def _reading(error: FloatArray, measures: Mapping[str, Estimate]) -> str:
    bias, low, high = (measures.get(key) for key in ("mean_error", *_ENDS))
    if bias is None or bias.value is None:
        return "The mean error is not estimable."
    parts = [f"Predicted minus observed is {with_interval(bias, rounded)} on average"]
    if low is not None and high is not None and low.value is not None and high.value is not None:
        inside = float(np.mean((error >= low.value) & (error <= high.value)))
        parts.append(
            f"the limits of agreement are {with_interval(low, rounded)} and "
            f"{with_interval(high, rounded)}, and {percent(inside)} of "
            f"{counted(len(error), 'patient')} lie between them (95 % were errors normal)"
        )
    return "; ".join(parts) + "."
