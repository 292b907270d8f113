"""Did sharing help? Differences between arms, task by task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.chart import Chart
from mtl_core.plots.theme import (
    BAND,
    GREY,
    VERDICT_STYLES,
    name_rows,
    new_figure,
    row_height,
)
from mtl_core.plots.wording import (
    METRIC_NAMES,
    decimal,
    estimable,
    listed,
    plain,
    signed,
    with_interval,
    wrapped,
)
from mtl_core.schema import PRIMARY, Difference, TaskResult, Verdict

_COUNTED: dict[Verdict, str] = {
    Verdict.BETTER: "better for {n}",
    Verdict.WORSE: "worse for {n}",
    Verdict.NO_MEANINGFUL_DIFFERENCE: "without a meaningful difference for {n}",
    Verdict.INCONCLUSIVE: "inconclusive for {n}",
}


def forest_plot(results: Mapping[str, TaskResult], margin: float) -> Chart:
    """Draw *multi-task minus single-task* per task with its 95 % interval and verdict.

    Parameters
    ----------
    results
        By task, in the order to draw from top to bottom. The measure is each task's primary one.
    margin
        Half width of the band of differences that do not matter in practice.

    Notes
    -----
    One very wide interval must not squeeze all others: the axis covers the points and most
    intervals, and what lies outside is marked by an arrow at the edge. The numbers on the right
    are always the true ones.
    """
    rows = [(task, result, _primary(result)) for task, result in results.items()]
    names = [_row_name(task, result) for task, result, _ in rows]
    verdicts = [_row_verdict(difference) for _, _, difference in rows]
    figure = new_figure(
        height=120 + row_height([*names, *verdicts], smallest=46) * max(len(names), 1)
    )
    limit = axis_limit([difference for _, _, difference in rows], margin)
    figure.add_vrect(x0=-margin, x1=margin, fillcolor=BAND, line_width=0, layer="below")
    figure.add_vline(x=0, line={"color": GREY, "width": 1.5})
    figure.add_scatter(  # without a trace of its own the axis of names would not be drawn
        x=np.zeros(len(rows)),
        y=np.arange(len(rows)),
        mode="markers",
        marker={"opacity": 0},
        hoverinfo="skip",
        showlegend=False,
        name="rows",
    )
    for verdict in (*Verdict, None):
        _draw_verdict(figure, rows, verdict, limit)
    _draw_beyond(figure, [difference for _, _, difference in rows], limit)
    name_rows(figure, names)
    name_rows(figure, verdicts, axis="yaxis2")
    figure.update_layout(
        xaxis={
            "range": [-limit, limit],
            "title": {
                "text": "← single-task better       difference       multi-task better →"
                f"<br>grey band: within ±{margin:g}, too small to matter"
            },
        },
        yaxis2={"overlaying": "y", "side": "right", "fixedrange": True},
        yaxis={"fixedrange": True},
    )
    table = pd.DataFrame([_table_row(*row, margin) for row in rows])
    return Chart(figure, "Did sharing help?", _alt(rows, margin), _reading(rows), table)


def _primary(result: TaskResult) -> Difference:
    missing = Difference(reason="no difference was computed")
    return result.difference.get(PRIMARY[result.kind], missing)


def _row_name(task: str, result: TaskResult) -> str:
    events = "" if result.events is None else f", {result.events:,} events"
    metric = METRIC_NAMES[PRIMARY[result.kind]]
    note = ", exploratory" if result.exploratory else ""
    return f"<b>{wrapped(task)}</b><br>{metric}, n {result.n:,}{events}{note}"


def _row_verdict(difference: Difference) -> str:
    if not estimable(difference):
        return f"not estimable:<br>{wrapped(difference.reason or 'no reason was given', 30)}"
    verdict = "no verdict" if difference.verdict is None else str(difference.verdict)
    return f"<b>{verdict}</b><br>{with_interval(difference, sign=True)}"


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


def _draw_verdict(
    figure: go.Figure,
    rows: list[tuple[str, TaskResult, Difference]],
    verdict: Verdict | None,
    limit: float,
) -> None:
    """Draw all tasks of one verdict as one legend entry, bound to the axis of verdicts."""
    places = [i for i, (_, _, d) in enumerate(rows) if estimable(d) and d.verdict is verdict]
    if not places and verdict is not None:
        return
    found = [rows[i][2] for i in places]
    value = np.array([d.value for d in found], dtype=np.float64)
    low = np.array([d.value if d.low is None else d.low for d in found], dtype=np.float64)
    high = np.array([d.value if d.high is None else d.high for d in found], dtype=np.float64)
    colour = GREY if verdict is None else VERDICT_STYLES[verdict].colour
    symbol = "x-thin-open" if verdict is None else VERDICT_STYLES[verdict].symbol
    words = [
        [plain(rows[i][0]), with_interval(rows[i][2], sign=True), f"{rows[i][1].n:,}"]
        for i in places
    ]
    figure.add_scatter(
        x=value,
        y=np.array(places, dtype=np.float64),
        yaxis="y2",
        mode="markers",
        marker={
            "symbol": symbol,
            "size": 12,
            "color": colour,
            "line": {"width": 2, "color": colour},
        },
        error_x={"array": high - value, "arrayminus": value - low, "color": colour, "width": 5},
        customdata=np.array(words, dtype=object).reshape(len(places), 3),
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}, 95 % interval"
        "<br>n %{customdata[2]}<extra></extra>",
        name="no verdict" if verdict is None else str(verdict),
        showlegend=bool(places),
        cliponaxis=bool(np.any(np.abs(value) > limit)),
    )


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


def _table_row(
    task: str, result: TaskResult, difference: Difference, margin: float
) -> dict[str, object]:
    return {
        "task": task,
        "kind": str(result.kind),
        "metric": PRIMARY[result.kind],
        "n": result.n,
        "events": result.events,
        "difference": difference.value,
        "low": difference.low,
        "high": difference.high,
        "p_holm": difference.p_holm,
        "margin": margin if difference.margin is None else difference.margin,
        "verdict": None if difference.verdict is None else str(difference.verdict),
        "exploratory": result.exploratory,
        "reason": difference.reason,
    }


def _extremes(rows: list[tuple[str, TaskResult, Difference]]) -> tuple[str, str] | None:
    found = [(d.value, task) for task, _, d in rows if estimable(d) and d.value is not None]
    if not found:
        return None
    (low, worst), (high, best) = min(found), max(found)
    return f"{best} ({signed(high)})", f"{worst} ({signed(low)})"


def _reading(rows: list[tuple[str, TaskResult, Difference]]) -> str:
    extremes = _extremes(rows)
    if extremes is None:
        return "For none of the tasks could the difference be estimated."
    counts = Counter(d.verdict for _, _, d in rows if estimable(d) and d.verdict is not None)
    parts = [text.format(n=counts[v]) for v, text in _COUNTED.items() if counts[v]]
    lost = sum(not estimable(d) for _, _, d in rows)
    if lost:
        parts.append(f"not estimable for {lost}")
    if len(rows) == 1:
        verdict = rows[0][2].verdict or "without a verdict"
        return f"The difference, multi-task minus single-task, for {extremes[0]}: {verdict}."
    head = f"Of {len(rows)} tasks, the multi-task network was {listed(parts, limit=9)}"
    return f"{head}; the differences run from {extremes[1]} to {extremes[0]}."


def _alt(rows: list[tuple[str, TaskResult, Difference]], margin: float) -> str:
    parts = [
        f"{task}, {METRIC_NAMES[PRIMARY[result.kind]]}: {with_interval(d, sign=True)}"
        + ("" if d.verdict is None else f", {d.verdict}")
        for task, result, d in rows
    ]
    return (
        f"Forest plot of multi-task minus single-task with 95 % intervals; margin "
        f"±{decimal(margin)}. {'. '.join(parts)}."
    )
