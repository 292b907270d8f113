"""Every explained patient as a point: which values push the estimate up or down."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.plots.explanation.attributions import TaskValues, mean_magnitude, of_task
from mtl_core.plots.look import (
    GREY,
    MAX_POINTS,
    RANK_SCALE,
    Chart,
    name_mark,
    name_rows,
    new_figure,
    plain,
    row_height,
    thinned,
    wrapped,
)
from mtl_core.schema import Output
from mtl_core.words import counted, rounded, signed

SWARM_FEATURES = 15
_N_BINS = 80
_HALF_HEIGHT = 0.38
_THIRDS = tuple(
    zip(
        ("low", "middle", "high"),
        ("triangle-down", "circle", "triangle-up"),
        (colour for _, colour in RANK_SCALE),
        strict=True,
    )
)


def beeswarm(attributions: pd.DataFrame, output: Output) -> Chart:
    """Draw the Shapley values of the 15 leading features, one point per patient.

    Colour and symbol show where the patient's value stands in the cohort (low third: triangle
    down, middle: circle, high third: triangle up); text and missing values are grey. Patients are
    thinned evenly so that no trace has more than 5,000 points; the table keeps them all.
    """
    values = of_task(attributions, output)
    features = [str(feature) for feature in mean_magnitude(values).index[:SWARM_FEATURES]]
    place = {feature: i for i, feature in enumerate(features)}
    table = values.long[values.long["feature"].astype(str).isin(place)].dropna(subset=["shown"])
    rows = np.unique(table["row"].to_numpy())
    kept = rows[thinned(len(rows), MAX_POINTS // max(len(features), 1))]
    points = table[table["row"].isin(kept)]
    names = [wrapped(feature, 22) for feature in features]
    figure = new_figure(
        height=150 + row_height(names, smallest=36) * max(len(names), 1),
        x_title=f"← pushes down · pushes up →<br>({values.unit})",
    )
    figure.add_vline(x=0, line={"color": GREY, "width": 1})
    y = np.zeros(len(points))
    for feature, i in place.items():
        mine = (points["feature"].astype(str) == feature).to_numpy()
        y[mine] = i + density_offsets(points["shown"].to_numpy(dtype=np.float64)[mine])
    ranked = points["feature_rank"].notna().to_numpy()
    _draw_unranked(figure, points[~ranked], y[~ranked])
    _draw_ranked(figure, points[ranked], y[ranked])
    name_rows(figure, names)
    reading = _reading(values, features)
    alt = f"{_alt(values, features)} {reading}"
    return Chart(
        figure,
        f"How values push {values.name}",
        alt,
        reading,
        table[["row", "feature", "shown", "feature_rank"]].rename(
            columns={"shown": "contribution"}
        ),
    )


def density_offsets(values: FloatArray) -> FloatArray:
    """Vertical offsets that spread points where they crowd, within half a row.

    Points in the same narrow bin are stacked alternately above and below the line, in their order,
    so the same values always give the same picture.
    """
    offsets = np.zeros(len(values))
    if len(values) < 2 or float(np.ptp(values)) == 0:
        bins: IntArray = np.zeros(len(values), dtype=np.int64)
    else:
        scaled = (values - values.min()) / np.ptp(values) * (_N_BINS - 1)
        bins = np.round(scaled).astype(np.int64)
    for b in np.unique(bins):
        members = np.flatnonzero(bins == b)
        step = np.arange(len(members))
        offsets[members] = np.where(step % 2 == 0, 1, -1) * ((step + 1) // 2)
    widest = np.abs(offsets).max(initial=0.0)
    return np.asarray(offsets * _HALF_HEIGHT / max(widest, 6.0))


def _hover(points: pd.DataFrame) -> np.ndarray[tuple[int, int], np.dtype[np.object_]]:
    shown = points["feature_value"].astype(object).where(points["feature_value"].notna(), "missing")
    return np.column_stack(
        [
            np.array([plain(str(v)) for v in points["feature"]], dtype=object),
            np.array([plain(str(v)) for v in shown], dtype=object),
            points["row"].to_numpy(dtype=object),
        ]
    )


_HOVER = "%{customdata[0]} = %{customdata[1]}<br>%{x:+.3~g}<br>row %{customdata[2]}<extra></extra>"


def _draw_ranked(figure: go.Figure, points: pd.DataFrame, y: FloatArray) -> None:
    if points.empty:
        return
    rank = points["feature_rank"].to_numpy(dtype=np.float64)
    thirds = np.select([rank < 1 / 3, rank > 2 / 3], ["triangle-down", "triangle-up"], "circle")
    figure.add_scatter(
        x=points["shown"].to_numpy(dtype=np.float64),
        y=y,
        mode="markers",
        marker={
            "color": rank,
            "cmin": 0,
            "cmax": 1,
            "colorscale": [list(step) for step in RANK_SCALE],
            "symbol": thirds,
            "size": 6,
        },
        customdata=_hover(points),
        hovertemplate=_HOVER,
        name="Number, coloured by its rank",
        showlegend=False,
    )
    for words, symbol, colour in _THIRDS:
        name_mark(figure, f"{words} value", symbol=symbol, size=9, color=colour)


def _draw_unranked(figure: go.Figure, points: pd.DataFrame, y: FloatArray) -> None:
    missing = points["feature_value"].isna().to_numpy()
    for chosen, symbol, name in ((~missing, "circle", "text"), (missing, "x-thin", "missing")):
        if chosen.any():
            figure.add_scatter(
                x=points["shown"].to_numpy(dtype=np.float64)[chosen],
                y=y[chosen],
                mode="markers",
                marker={
                    "color": GREY,
                    "symbol": symbol,
                    "size": 6,
                    "line": {"color": GREY, "width": 1},
                },
                customdata=_hover(points[chosen]),
                hovertemplate=_HOVER,
                name=f"Value is {name}",
            )


def _range(values: TaskValues, feature: str) -> tuple[float, float]:
    shown = values.long.loc[values.long["feature"].astype(str) == feature, "shown"].dropna()
    return float(shown.min()), float(shown.max())


def _reading(values: TaskValues, features: list[str]) -> str:
    if not features:
        return "No patient was explained for this task."
    low, high = _range(values, features[0])
    direction = _direction(values, features[0])
    return (
        f"Over {counted(values.n_patients, 'patient')}, {features[0]} moves the estimate by "
        f"between {signed(low, 1)} and {signed(high, 1)} {values.unit}{direction}."
    )


def _direction(values: TaskValues, feature: str) -> str:
    """Say which end of a numeric feature pushes up, when rank and contribution go together."""
    mine = values.long[values.long["feature"].astype(str) == feature]
    mine = mine.dropna(subset=["shown", "feature_rank"])
    if len(mine) < 10 or mine["shown"].nunique() < 2 or mine["feature_rank"].nunique() < 2:
        return ""
    r = float(mine["shown"].rank().corr(mine["feature_rank"].rank()))
    if abs(r) < 0.5:
        return ""
    return f"; {'high' if r > 0 else 'low'} values tend to push it up"


def _alt(values: TaskValues, features: list[str]) -> str:
    parts = []
    for feature in features:
        low, high = _range(values, feature)
        parts.append(f"{feature} {rounded(low)} to {rounded(high)}{_direction(values, feature)}")
    return f"Points per patient and feature, contributions in {values.unit}: {'; '.join(parts)}."
