"""How good the arms are with few labels of one task, and with many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.look import METRIC_NAMES, Chart, curves_height, new_figure, translucent
from mtl_core.schema import Arm, Estimate
from mtl_core.schema.answers import ScarcityPoint, ScarcityReport
from mtl_core.words import decimal, estimable, percent, signed, with_interval

_BANDED = (Arm.MULTI_TASK, Arm.SINGLE_TASK)
"""Arms with a band; three bands on top of each other could not be read."""


def scarcity_plot(report: ScarcityReport) -> Chart:
    """Draw the measure of every arm against the labels that stay known, on a logarithmic axis.

    Bands are 95 % intervals over patients and draws; shares at which nothing can be estimated are
    left out of the picture and have their reason in the table.
    """
    measure = METRIC_NAMES.get(report.measure, report.measure)
    points = sorted(report.points, key=lambda point: point.labels)
    arms = [arm for arm in Arm if any(arm in point.arms for point in points)]
    figure = new_figure(
        height=curves_height(len(arms)),
        x_title="Labels that stay known (share of all)",
        y_title=f"{measure[0].upper()}{measure[1:]} on unseen patients",
    )
    for arm in arms:
        known = [point for point in points if estimable(point.arms.get(arm))]
        if known and arm in _BANDED:
            _draw_band(figure, arm, known)
        if known:
            _draw_line(figure, arm, known, measure)
    _label_axis(figure, points)
    reading = _reading(points, measure)
    return Chart(figure, "Few labels, many labels", _alt(report, points), reading, _table(report))


def _draw_band(figure: go.Figure, arm: Arm, points: Sequence[ScarcityPoint]) -> None:
    x = np.array([point.labels for point in points])
    found = [point.arms[arm] for point in points]
    low = np.array([e.value if e.low is None else e.low for e in found], dtype=np.float64)
    high = np.array([e.value if e.high is None else e.high for e in found], dtype=np.float64)
    figure.add_scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.concatenate([high, low[::-1]]),
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=translucent(arm.facts.style.colour),
        hoverinfo="skip",
        showlegend=False,
        legendgroup=str(arm),
        name=f"{arm.facts.label}, 95 % band",
    )


def _draw_line(figure: go.Figure, arm: Arm, points: Sequence[ScarcityPoint], measure: str) -> None:
    style = arm.facts.style
    words = [[with_interval(point.arms[arm]), _labels(point)] for point in points]
    figure.add_scatter(
        x=np.array([point.labels for point in points]),
        y=np.array([point.arms[arm].value for point in points], dtype=np.float64),
        mode="lines+markers",
        line={"color": style.colour, "dash": style.dash, "width": 2.5},
        marker={"symbol": style.symbol, "size": 9, "color": style.colour},
        customdata=np.array(words, dtype=object),
        hovertemplate=f"{arm.facts.label}<br>%{{customdata[1]}}<br>{measure} "
        "%{customdata[0]}<extra></extra>",
        legendgroup=str(arm),
        name=arm.facts.label,
    )


def _label_axis(figure: go.Figure, points: Sequence[ScarcityPoint]) -> None:
    """Print the number of labels and the share below every point."""
    figure.update_layout(
        xaxis={
            "type": "log",
            "tickmode": "array",
            "tickvals": [point.labels for point in points],
            "ticktext": [f"{point.labels:,.0f}<br>{percent(point.share)}" for point in points],
            "tickangle": 0,
            "fixedrange": True,
        },
        yaxis={"fixedrange": True},
    )


def _labels(point: ScarcityPoint) -> str:
    events = "" if point.events is None else f", {point.events:,.0f} of them events"
    return f"{point.labels:,.0f} labels ({percent(point.share)}){events}"


def _reading(points: Sequence[ScarcityPoint], measure: str) -> str:
    known = [p for p in points if all(estimable(p.arms.get(arm)) for arm in _BANDED)]
    if not known:
        return "With none of these shares of the labels could anything be estimated."
    few, many = known[0], known[-1]
    if few is many:
        both = " and ".join(
            f"{_value(few.arms[arm])} {words}"
            for arm, words in zip(_BANDED, ("with sharing", "without"), strict=True)
        )
        return f"With {few.labels:,.0f} labels the {measure} is {both}."
    falls = " and ".join(
        f"{arm.facts.label.lower()} goes from {_value(many.arms[arm])} to {_value(few.arms[arm])}"
        for arm in _BANDED
    )
    return f"From {many.labels:,.0f} labels down to {few.labels:,.0f}, {falls} ({measure})."


def _value(estimate: Estimate) -> str:
    return "no value" if estimate.value is None else decimal(estimate.value)


def _alt(report: ScarcityReport, points: Sequence[ScarcityPoint]) -> str:
    parts = []
    for point in points:
        arms = "; ".join(f"{a.facts.label} {with_interval(e)}" for a, e in point.arms.items())
        difference = with_interval(point.difference, signed)
        parts.append(f"{_labels(point)}: {arms}; multi-task minus single-task {difference}")
    measure = METRIC_NAMES.get(report.measure, report.measure)
    return (
        f"Lines of the {measure} for {report.task} over the number of its labels that stay known. "
        f"{'. '.join(parts)}."
    )


def _table(report: ScarcityReport) -> pd.DataFrame:
    rows = []
    for point in report.points:
        row: dict[str, object] = {
            "share": point.share,
            "labels": round(point.labels, 1),
            "events": None if point.events is None else round(point.events, 1),
            "draws": point.draws,
        }
        for arm, estimate in point.arms.items():
            row |= {
                str(arm): estimate.value,
                f"{arm}_low": estimate.low,
                f"{arm}_high": estimate.high,
            }
        found = point.difference
        row |= {"difference": found.value, "low": found.low, "high": found.high}
        rows.append(row | {"verdict": found.verdict, "reason": found.reason})
    return pd.DataFrame(rows)
