"""Whether acting on the risk is worth more than acting on everybody or nobody."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.arrays import FloatArray
from mtl_core.plots.look import GREY, Chart, curves_height, new_figure, translucent
from mtl_core.plots.performance.discrimination import draw_curve
from mtl_core.schema import Arm, Curve
from mtl_core.schema.net_benefit import DecisionCurves
from mtl_core.words import decimal, percent, signed

_PER = 100
_PANEL = 160
"""Pixels that the panel of the difference takes."""


def decision_curve_plot(curves: DecisionCurves, threshold: float | None = None) -> Chart:
    """Draw net benefit over thresholds, per 100 patients, and below it the arms' difference.

    Parameters
    ----------
    threshold
        The one that the sentence is about; without one, the share of events.
    """
    at = curves.prevalence if threshold is None else threshold
    place = int(np.abs(curves.thresholds - at).argmin())
    figure = _figure(curves)
    for name, worth, dash in (
        ("Flag everybody", curves.treat_all, "dash"),
        ("Flag nobody", np.zeros_like(curves.treat_all), "solid"),
    ):
        figure.add_scatter(
            x=curves.thresholds,
            y=_PER * worth,
            mode="lines",
            line={"color": GREY, "dash": dash, "width": 1.5},
            hovertemplate=f"{name}<br>threshold %{{x:.1%}}, %{{y:.2f}}<extra></extra>",
            name=name,
        )
    for arm, worth in curves.arms.items():
        draw_curve(figure, arm, Curve(curves.thresholds, _PER * worth), note="")
    if curves.difference is not None:
        _draw_difference(figure, curves.difference)
    figure.add_vline(x=float(curves.thresholds[place]), line={"color": GREY, "dash": "dot"})
    reading = _reading(curves, place)
    ranges = " ".join(_range_sentence(curves, arm) for arm in curves.arms)
    alt = f"Decision curves: net benefit over thresholds. {ranges} {reading}"
    return Chart(figure, "Decision curve", alt, reading, _table(curves))


def _figure(curves: DecisionCurves) -> go.Figure:
    has_difference = curves.difference is not None
    figure = new_figure(
        height=curves_height(len(curves.arms)) + _PANEL * has_difference,
        x_title="Threshold: risk above which one acts",
        y_title="Net benefit per 100 patients",
    )
    best = max([curves.prevalence, *(float(worth.max()) for worth in curves.arms.values())])
    figure.update_layout(
        xaxis={"range": [0, _last_threshold(curves)], "tickformat": ".0%"},
        yaxis={"range": [-25 * best, 110 * best], "domain": [0.36 if has_difference else 0.0, 1.0]},
    )
    if has_difference:
        figure.update_layout(
            xaxis={"anchor": "y2"},
            yaxis2={
                "title": {"text": "Multi-task minus<br>single-task"},
                "domain": [0.0, 0.26],
                "automargin": True,
                "zeroline": True,
                "zerolinecolor": GREY,
                "range": _difference_range(curves),
            },
        )
    return figure


def _draw_difference(figure: go.Figure, difference: Curve) -> None:
    style = Arm.MULTI_TASK.facts.style
    figure.add_scatter(
        x=difference.x,
        y=_PER * difference.y,
        yaxis="y2",
        mode="lines",
        line={"color": style.colour, "width": 2},
        hovertemplate="Multi-task minus single-task<br>threshold %{x:.1%}, %{y:.2f}<extra></extra>",
        name="Multi-task minus single-task",
        showlegend=False,
    )
    if difference.low is not None and difference.high is not None:
        known = np.isfinite(difference.low) & np.isfinite(difference.high)
        x = difference.x[known]
        ends = (difference.high[known], difference.low[known][::-1])
        figure.add_scatter(
            x=np.concatenate([x, x[::-1]]),
            y=_PER * np.concatenate(ends),
            yaxis="y2",
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=translucent(style.colour),
            hoverinfo="skip",
            showlegend=False,
            name="95 % interval of the difference",
        )


def _last_threshold(curves: DecisionCurves) -> float:
    """Return where the picture ends: no arm flags anybody further right."""
    acts = np.any([worth != 0 for worth in curves.arms.values()] or [curves.treat_all > 0], axis=0)
    last = float(curves.thresholds[acts].max(initial=curves.prevalence))
    return min(1.0, max(0.05, math.ceil(20 * last) / 20))


def _difference_range(curves: DecisionCurves) -> list[float]:
    """Return a range around 0 that holds the band, and never so narrow that noise looks large."""
    shown = curves.thresholds <= _last_threshold(curves)
    difference = curves.difference
    ends = [] if difference is None else [difference.y, difference.low, difference.high]
    widest = [float(np.nanmax(np.abs(end[shown]), initial=0.0)) for end in ends if end is not None]
    half = 1.1 * max([0.005, *widest]) * _PER
    return [-half, half]


def _reading(curves: DecisionCurves, place: int) -> str:
    if not curves.arms:
        return "No decision curve could be drawn."
    arm = Arm.MULTI_TASK if Arm.MULTI_TASK in curves.arms else next(iter(curves.arms))
    worth, everybody = (_PER * float(c[place]) for c in (curves.arms[arm], curves.treat_all))
    meaning = (
        f"as much as finding {decimal(worth, 1)} events in 100 patients without a false alarm"
        if worth >= 0
        else f"{decimal(worth, 1)} events in 100 patients, so it does more harm than good"
    )
    return (
        f"At a threshold of {percent(float(curves.thresholds[place]), 1)}, acting on the risks of "
        f"{arm.facts.label} is worth {meaning}; flagging everybody is worth "
        f"{decimal(everybody, 1)}, nobody 0{_difference_words(curves.difference, place)}."
    )


def _difference_words(difference: Curve | None, place: int) -> str:
    if difference is None:
        return ""
    value = signed(_PER * float(difference.y[place]), 2)
    said = f"; multi-task minus single-task {value}"
    if difference.low is None or difference.high is None:
        return f"{said} (no interval)"
    low, high = float(difference.low[place]), float(difference.high[place])
    if not np.isfinite(low + high):
        return f"{said} (no interval)"
    return f"{said} (95 % interval {signed(_PER * low, 2)} to {signed(_PER * high, 2)})"


def _range_sentence(curves: DecisionCurves, arm: Arm) -> str:
    """Say for which thresholds an arm is worth more than both policies without a model."""
    better = curves.arms[arm] > np.maximum(curves.treat_all, 0.0) + 1e-12
    first, last = _longest_run(better)
    if first is None or last is None:
        return f"{arm.facts.label} is at no threshold worth more than flagging everybody or nobody."
    low, high = (percent(float(curves.thresholds[k]), 1) for k in (first, last))
    return (
        f"{arm.facts.label} is worth more than flagging everybody and than flagging nobody for "
        f"thresholds from {low} to {high}."
    )


def _longest_run(true: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[int | None, int | None]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], true.astype(np.int64), [0]])))
    if not len(edges):
        return None, None
    starts, stops = edges[0::2], edges[1::2]
    longest = int((stops - starts).argmax())
    return int(starts[longest]), int(stops[longest]) - 1


def _table(curves: DecisionCurves) -> pd.DataFrame:
    columns: dict[str, FloatArray] = {
        "threshold": curves.thresholds,
        "flag_everybody": _PER * curves.treat_all,
        **{arm.value: _PER * worth for arm, worth in curves.arms.items()},
    }
    if curves.difference is not None:
        parts = {"": curves.difference.y, "_low": curves.difference.low}
        parts["_high"] = curves.difference.high
        columns |= {f"difference{k}": _PER * v for k, v in parts.items() if v is not None}
    return pd.DataFrame(columns)
