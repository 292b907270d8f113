"""Did sharing help? Differences between arms, task by task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from mtl_core.plots.comparison.differences import (
    Row,
    ShownMeasure,
    alt_of,
    reading_of,
    rows_of,
    table_of,
)
from mtl_core.plots.comparison.repeat_dots import draw_repeats, words_on_repeats
from mtl_core.plots.look import BAND, FAINT, GREY, VERDICT_STYLES, Chart, new_figure, plain, wrapped
from mtl_core.schema import Difference, TaskResult, Verdict
from mtl_core.schema.arms import Style
from mtl_core.words import estimable, sample, signed, with_interval

_LINE_PX = 16
_BELOW_PX = 20
_ABOVE_PX = 12
_TARGETS = 41
_NO_VERDICT = Style(GREY, "diamond")


def forest_plot(
    results: Mapping[str, TaskResult], margin: float, measure: ShownMeasure | None = None
) -> Chart:
    """Draw *multi-task minus single-task* per task with its 95 % interval and verdict.

    Parameters
    ----------
    results
        By task. Rows go kind after kind, otherwise in this order, from top to bottom; the table
        has the same order.
    margin
        Half width of the band of differences that do not matter in practice.
    measure
        The measure to draw; without it each task's primary one. Any other measure has intervals
        only: no band and no verdict, which were set for the primary measure before the run.

    Notes
    -----
    Names and numbers stand above each interval, so that the figure can be read on a telephone.
    One very wide interval must not squeeze all others: the axis covers the points and most
    intervals, and what lies outside is marked by an arrow at the edge. The numbers are always the
    true ones. With several repeats a dot below the interval is the difference of one repeat.
    """
    rows = rows_of(results, measure)
    left, right = [_row_name(row) for row in rows], [_row_verdict(row) for row in rows]
    lines = max((text.count("<br>") + 1 for text in (*left, *right)), default=1)
    above = _ABOVE_PX + _LINE_PX * lines
    row_px = above + _BELOW_PX
    figure = new_figure(height=110 + row_px * max(len(rows), 1))
    limit = axis_limit([row.difference for row in rows], margin if measure is None else 0.0)
    if measure is None:
        figure.add_vrect(x0=-margin, x1=margin, fillcolor=BAND, line_width=0, layer="below")
    figure.add_vline(x=0, line={"color": GREY, "width": 1.5}, layer="below")
    _draw_targets(figure, rows, limit)
    draw_repeats(figure, rows, limit, row_px)
    for verdict in (*Verdict, None):
        _draw_verdict(figure, rows, verdict, limit)
    _draw_beyond(figure, [row.difference for row in rows], limit)
    _label_rows(figure, left, right, above / row_px)
    figure.update_layout(
        xaxis={
            "range": [-limit, limit],
            "fixedrange": True,
            "title": {"text": _axis_title(margin, measure)},
        },
        yaxis={
            "range": [len(rows) - 1 + _BELOW_PX / row_px, -above / row_px],
            "fixedrange": True,
            "visible": False,
        },
    )
    title = "Did sharing help?" if measure is None else f"Difference in {measure.label}"
    alt, dots = alt_of(rows, margin, measure), words_on_repeats(rows, limit)
    reading = f"{reading_of(rows, margin, measure)} {dots}".rstrip()
    return Chart(figure, title, alt, reading, table_of(rows, margin))


def _axis_title(margin: float, measure: ShownMeasure | None) -> str:
    band = f"grey band: within ±{margin:g}, too small to matter"
    if measure is None:
        return f"← single-task better · multi-task better →<br>{band}"
    if measure.higher_is_better is None:
        return f"← single-task higher · multi-task higher →<br>{measure.direction}"
    sides = ("single-task", "multi-task") if measure.higher_is_better else (
        "multi-task", "single-task")  # fmt: skip
    units = "<br>each task in its own units" if measure.in_units else ""
    return f"← {sides[0]} better · {sides[1]} better →{units}"


def _row_name(row: Row) -> str:
    size = sample(row.result.n, row.result.events, row.result.kind.events)
    note = "<br>exploratory: few events" if row.result.exploratory else ""
    return f"<b>{wrapped(row.task)}</b><br>{plain(row.label)}, n {size}{note}"


def _row_verdict(row: Row) -> str:
    if not estimable(row.difference):
        return wrapped(row.difference.reason or "not estimable", 26)
    numbers = with_interval(row.difference, signed)
    if row.alone:
        return "<b>stands alone</b><br>same network in both arms"
    return numbers if row.verdict is None else f"<b>{row.verdict}</b><br>{numbers}"


def _label_rows(figure: go.Figure, left: list[str], right: list[str], above: float) -> None:
    """Print name and verdict above each interval, with a faint line between rows."""
    for texts, x, side in ((left, 0.0, "left"), (right, 1.0, "right")):
        for i, text in enumerate(texts):
            figure.add_annotation(
                x=x, y=i - above, xref="paper", yref="y", text=text, showarrow=False,
                xanchor=side, yanchor="top", align=side, font={"size": 12},
            )  # fmt: skip
    for i in range(1, len(left)):
        figure.add_hline(y=i - above, line={"color": FAINT, "width": 1}, layer="below")


def axis_limit(differences: list[Difference], margin: float) -> float:
    """Half width of a symmetric axis that shows the points, whatever one wide interval does.

    At least 2.5 margins; wide enough for the interval ends up to five times the median one.
    """
    ends = np.array(
        [
            max(abs(v) for v in (d.value, d.low, d.high) if v is not None)
            for d in differences
            if estimable(d)
        ]
    )
    floor = max(2.5 * margin, 1e-3)
    if ends.size == 0:
        return floor
    core = ends[ends <= 5 * max(float(np.median(ends)), floor / 2.5)]
    return max(floor, 1.12 * float(core.max(initial=0.0)))


def _draw_targets(figure: go.Figure, rows: Sequence[Row], limit: float) -> None:
    """Lay invisible points along each row, so that a click anywhere on it finds its task."""
    x = np.tile(np.linspace(-limit, limit, _TARGETS), len(rows))
    names = np.repeat(np.array([plain(row.task) for row in rows], dtype=object), _TARGETS)
    figure.add_scatter(
        x=x,
        y=np.repeat(np.arange(len(rows), dtype=np.float64), _TARGETS),
        mode="markers",
        marker={"opacity": 0, "size": 24},
        customdata=names.reshape(-1, 1),
        hovertemplate="%{customdata[0]}<extra></extra>",
        showlegend=False,
        name="rows",
    )


def _draw_verdict(
    figure: go.Figure, rows: Sequence[Row], verdict: Verdict | None, limit: float
) -> None:
    """Draw all tasks of one verdict as one legend entry."""
    places = [i for i, r in enumerate(rows) if estimable(r.difference) and r.verdict is verdict]
    if not places:
        return
    found = [rows[i].difference for i in places]
    value = np.array([d.value for d in found], dtype=np.float64)
    low = np.array([d.value if d.low is None else d.low for d in found], dtype=np.float64)
    high = np.array([d.value if d.high is None else d.high for d in found], dtype=np.float64)
    style = _NO_VERDICT if verdict is None else VERDICT_STYLES[verdict]
    words = [
        [plain(rows[i].task), with_interval(rows[i].difference, signed), f"{rows[i].result.n:,}"]
        for i in places
    ]
    figure.add_scatter(
        x=value,
        y=np.array(places, dtype=np.float64),
        mode="markers",
        marker={
            "symbol": style.symbol,
            "size": 12,
            "color": style.colour,
            "line": {"width": 2, "color": style.colour},
        },
        error_x={"array": high - value, "arrayminus": value - low, "color": style.colour,
                 "width": 5},
        customdata=np.array(words, dtype=object).reshape(len(places), 3),
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}, 95 % interval"
        "<br>n %{customdata[2]}<extra></extra>",
        name=_legend_name(verdict, [rows[i] for i in places]),
        cliponaxis=bool(np.any(np.abs(value) > limit)),
    )  # fmt: skip


def _legend_name(verdict: Verdict | None, rows: Sequence[Row]) -> str:
    if verdict is not None:
        return str(verdict)
    return "stands alone" if all(row.alone for row in rows) else "no verdict"


def _draw_beyond(figure: go.Figure, differences: list[Difference], limit: float) -> None:
    """Mark intervals that go past the axis with an arrow at its edge."""
    for side, symbol in ((-1, "triangle-left"), (1, "triangle-right")):
        places = [
            i
            for i, d in enumerate(differences)
            if any(v is not None and side * v > limit for v in (d.value, d.low, d.high))
        ]
        if places:
            figure.add_scatter(
                x=np.full(len(places), side * limit * 0.985),
                y=np.array(places, dtype=np.float64),
                mode="markers",
                marker={"symbol": symbol, "size": 13, "color": GREY},
                cliponaxis=False,
                hovertemplate="The interval goes on past the edge<extra></extra>",
                name="interval goes on past the edge",
                showlegend=False,
            )
