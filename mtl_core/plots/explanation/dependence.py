"""The value of one feature against its contribution to one task, coloured by a second feature."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.arrays import FloatArray
from mtl_core.plots.explanation.attributions import in_people_units, units_of
from mtl_core.plots.explanation.beeswarm import density_offsets
from mtl_core.plots.explanation.level_marks import level_marks
from mtl_core.plots.look import (
    GREY,
    Chart,
    curves_height,
    name_mark,
    name_rows,
    new_figure,
    plain,
    rows_figure_height,
    thinned,
    wrapped,
)
from mtl_core.schema.explained import Dependence
from mtl_core.words import counted, percent, signed

UNKNOWN = "value unknown"


def dependence_plot(found: Dependence) -> Chart:
    """Draw one point per patient: numbers along an axis, categories as rows of points.

    Patients whose value is unknown stand apart. Colour and symbol tell the groups of the second
    feature. Points of one group are thinned evenly beyond 5,000; the table keeps them all.
    """
    points = found.points.assign(
        shown=in_people_units(found.points["contribution"], is_risk=found.is_risk)
    )
    figure = _by_number(found, points) if found.numeric else _by_category(found, points)
    reading = _reading(found)
    title = f"How {found.feature} pushes {found.output}"
    alt = f"{_means_in_words(found)} {reading}"
    table = points[["row", "cell", "shown", "second_group"]].rename(
        columns={"cell": "value", "shown": "contribution", "second_group": "second_feature"}
    )
    return Chart(figure, title, alt, reading, table)


def _by_number(found: Dependence, points: pd.DataFrame) -> go.Figure:
    unit = units_of(is_risk=found.is_risk)
    figure = new_figure(
        height=curves_height(len(found.second_groups)),
        x_title=plain(found.feature),
        y_title=f"pushes down · pushes up<br>({unit})",
    )
    figure.add_hline(y=0, line={"color": GREY, "width": 1})
    unknown = points["cell"].isna().to_numpy()
    if unknown.any():
        figure.update_layout(
            xaxis={"domain": [0, 0.84]},
            xaxis2={
                "domain": [0.88, 1.0],
                "anchor": "y",
                "tickvals": [0],
                "ticktext": ["unknown"],
                "range": [-0.6, 0.6],
                "showgrid": False,
                "automargin": True,
                "zeroline": False,
            },
        )
    _draw(figure, found, points[~unknown], points["cell"][~unknown].to_numpy(np.float64))
    apart = points[unknown]
    offsets = density_offsets(apart["shown"].to_numpy(np.float64))
    _draw(figure, found, apart, offsets, axis="x2")
    _name_second(figure, found)
    return figure


def _by_category(found: Dependence, points: pd.DataFrame) -> go.Figure:
    groups = [UNKNOWN if name is None else str(name) for name in found.groups["group"]]
    names = [wrapped(name, 18) for name in groups]
    figure = new_figure(
        height=rows_figure_height(names, smallest=64) + 24 * len(found.second_groups),
        x_title=f"← pushes down · pushes up →<br>({units_of(is_risk=found.is_risk)})",
    )
    figure.add_vline(x=0, line={"color": GREY, "width": 1})
    shown = points["shown"].to_numpy(np.float64)
    rows = points["group"].to_numpy(dtype=object)
    y = np.zeros(len(points))
    for place, name in enumerate(found.groups["group"]):
        mine = np.array([group == name for group in rows])
        y[mine] = place + density_offsets(shown[mine])
    _draw(figure, found, points, y)
    name_rows(figure, names)
    _name_second(figure, found)
    return figure


def _draw(
    figure: go.Figure,
    found: Dependence,
    points: pd.DataFrame,
    along: FloatArray,
    *,
    axis: str = "x",
) -> None:
    """Draw the points of every second group; ``along`` is where the patient's value puts them."""
    second = points["second_group"].to_numpy(dtype=object)
    shown = points["shown"].to_numpy(np.float64)
    for name, mark in level_marks(found.second_groups, with_unknown=True):
        mine = np.flatnonzero([group == name for group in second])
        mine = mine[thinned(len(mine))]
        if not len(mine):
            continue
        x, y = (along, shown) if found.numeric else (shown, along)
        figure.add_scatter(
            x=x[mine],
            y=y[mine],
            mode="markers",
            marker={**mark, "size": 7},
            customdata=_hover(points.iloc[mine], found.second),
            hovertemplate="%{customdata}<extra></extra>",
            showlegend=False,
            xaxis=axis,
        )


def _name_second(figure: go.Figure, found: Dependence) -> None:
    if found.second is None:
        return
    present = set(found.points["second_group"].dropna())
    unknown = bool(found.points["second_group"].isna().any())
    for name, mark in level_marks(found.second_groups, with_unknown=unknown):
        if name is None or name in present:
            words = plain(f"{found.second}: {'unknown' if name is None else name}")
            name_mark(figure, words, **{**mark, "size": 9})


def _hover(
    points: pd.DataFrame, second: str | None
) -> np.ndarray[tuple[int, int], np.dtype[np.object_]]:
    lines = []
    for row, cell, shown, group in zip(
        points["row"], points["cell"], points["shown"], points["second_group"], strict=True
    ):
        value = UNKNOWN if pd.isna(cell) else plain(str(cell))
        other = "" if second is None else f"<br>{plain(second)}: {plain(str(group or 'unknown'))}"
        lines.append(f"{value}: {signed(float(shown), 2)}{other}<br>row {row}")
    return np.array(lines, dtype=object)


def _reading(found: Dependence) -> str:
    n_known = int(found.points["cell"].notna().sum())
    known = found.groups[found.groups["group"].notna()].dropna(subset="mean")
    start = f"{counted(n_known, 'patient')} with a known {found.feature}"
    if len(known) < 2:
        return f"{start}: fewer than two groups are large enough for a mean."
    ordered = known.sort_values("mean", kind="stable")
    least, most = ordered.iloc[0], ordered.iloc[-1]
    words = (
        f"{start}: the mean contribution is lowest for {least['group']} "
        f"({_mean(found, least)}) and highest for {most['group']} ({_mean(found, most)}), in "
        f"{units_of(is_risk=found.is_risk)}"
    )
    n_unknown = len(found.points) - n_known
    if n_unknown:
        words += f"; {counted(n_unknown, 'patient')} with an unknown value stand apart"
    return f"{words}. {_second_words(found)}"


def _second_words(found: Dependence) -> str:
    if found.second is None or found.second_share is None:
        return "No second feature goes with the spread that is left."
    if found.second_share <= 0:
        return f"{found.second} does not go with the spread at equal value."
    return f"{percent(found.second_share)} of the spread at equal value goes with {found.second}."


def _means_in_words(found: Dependence) -> str:
    parts = []
    for _, line in found.groups.iterrows():
        name = UNKNOWN if line["group"] is None else str(line["group"])
        mean = (
            f"n = {line['n']}, too few for a mean" if np.isnan(line["mean"]) else _mean(found, line)
        )
        parts.append(f"{name}: {mean}")
    return (
        f"Points per patient, {found.feature} against its contribution in "
        f"{units_of(is_risk=found.is_risk)}. Means: {'; '.join(parts)}."
    )


def _mean(found: Dependence, line: pd.Series) -> str:
    scaled = [
        float(in_people_units(line[name], is_risk=found.is_risk))
        for name in ("mean", "low", "high")
    ]
    mean, low, high = (signed(value, 2) for value in scaled)
    return f"{mean}, {low} to {high}, n = {line['n']}"
