"""For whom is it good: one measure of one task in every subgroup."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.look import FAINT, GREY, METRIC_NAMES, Chart, new_figure, plain, wrapped
from mtl_core.schema import PRIMARY, Arm, Estimate, TaskKind
from mtl_core.schema.answers import SubgroupReport, SubgroupResult, TaskSubgroups
from mtl_core.words import decimal, estimable, listed, sample, with_interval

_NAME_PX = 40
_ARM_PX = 20
_BELOW_PX = 14
_NOT_RUN = Estimate(reason="this arm was not run")


def subgroup_forest(
    report: SubgroupReport,
    task: str,
    arms: Sequence[Arm] = (Arm.MULTI_TASK, Arm.SINGLE_TASK),
    overall: Estimate | None = None,
) -> Chart:
    """Draw the primary measure of a task in every subgroup, with its 95 % interval.

    Parameters
    ----------
    arms
        What is drawn, from top to bottom.
    overall
        The first arm's measure on everybody, drawn as a dashed line.

    Notes
    -----
    Name and counts stand above the intervals, so that the figure can be read on a telephone.
    """
    found = report.tasks[task]
    measure = METRIC_NAMES[PRIMARY[found.kind]]
    names = list(found.subgroups)
    shown = [arm for arm in arms if any(arm in c.arms for c in found.subgroups.values())]
    row_px = _NAME_PX + _ARM_PX * max(len(shown), 1) + _BELOW_PX
    figure = new_figure(height=130 + row_px * len(names))
    for place, arm in enumerate(shown):
        _draw_arm(figure, found, arm, (_NAME_PX + _ARM_PX * (place + 0.5)) / row_px)
    if overall is not None and overall.value is not None:
        figure.add_vline(x=overall.value, line={"color": GREY, "dash": "dash", "width": 1.5})
    _label_rows(figure, found, shown)
    title = f"{measure[0].upper()}{measure[1:]}"
    figure.update_layout(
        xaxis={
            "title": {"text": title + ("<br>dashed line: all patients" if overall else "")},
            "fixedrange": True,
        },
        yaxis={"range": [len(names), 0], "fixedrange": True, "visible": False},
    )
    reading = _reading(found, shown, measure, overall)
    alt = _alt(found, shown, measure, report.question.column)
    return Chart(figure, "For whom is it good?", alt, reading, _table(found, shown))


def _draw_arm(figure: go.Figure, found: TaskSubgroups, arm: Arm, below: float) -> None:
    estimates = _estimates(found, arm)
    places = [i for i, estimate in enumerate(estimates.values()) if estimable(estimate)]
    if not places:
        return
    known = [estimate for estimate in estimates.values() if estimable(estimate)]
    value = np.array([e.value for e in known], dtype=np.float64)
    low = np.array([e.value if e.low is None else e.low for e in known], dtype=np.float64)
    high = np.array([e.value if e.high is None else e.high for e in known], dtype=np.float64)
    style, names = arm.facts.style, list(estimates)
    words = [[plain(names[i]), with_interval(e)] for i, e in zip(places, known, strict=True)]
    figure.add_scatter(
        x=value,
        y=np.array(places, dtype=np.float64) + below,
        mode="markers",
        marker={"symbol": style.symbol, "size": 10, "color": style.colour},
        error_x={"array": high - value, "arrayminus": value - low, "color": style.colour,
                 "width": 5},
        customdata=np.array(words, dtype=object).reshape(len(places), 2),
        hovertemplate=f"%{{customdata[0]}}<br>{arm.facts.label} %{{customdata[1]}}<extra></extra>",
        name=arm.facts.label,
    )  # fmt: skip


def _label_rows(figure: go.Figure, found: TaskSubgroups, arms: Sequence[Arm]) -> None:
    for place, (name, cell) in enumerate(found.subgroups.items()):
        lost = _lost(cell, arms[0], found.kind) if arms else None
        size = sample(cell.n, cell.events, found.kind.events)
        left = f"<b>{wrapped(name, 26, 1)}</b><br>n {size}"
        right = "" if lost is None else f"<br>{wrapped(lost, 26, 2)}"
        right = "<br>exploratory: few events" if cell.exploratory and lost is None else right
        for text, x, side in ((left, 0.0, "left"), (right, 1.0, "right")):
            figure.add_annotation(
                x=x, y=place, xref="paper", yref="y", text=text, showarrow=False,
                xanchor=side, yanchor="top", align=side, font={"size": 12},
            )  # fmt: skip
        if place:
            figure.add_hline(y=place, line={"color": FAINT, "width": 1}, layer="below")


def _lost(cell: SubgroupResult, arm: Arm, kind: TaskKind) -> str | None:
    estimate = cell.arms.get(arm, {}).get(PRIMARY[kind], _NOT_RUN)
    return None if estimable(estimate) else estimate.reason or "not estimable"


def _estimates(found: TaskSubgroups, arm: Arm) -> dict[str, Estimate]:
    key = PRIMARY[found.kind]
    return {
        name: cell.arms.get(arm, {}).get(key, _NOT_RUN) for name, cell in found.subgroups.items()
    }


def _reading(
    found: TaskSubgroups, arms: Sequence[Arm], measure: str, overall: Estimate | None
) -> str:
    estimates = _estimates(found, arms[0]) if arms else {}
    known = {n: e.value for n, e in estimates.items() if e.value is not None}
    if not known:
        return "In no subgroup can anything be estimated."
    worst, best = min(known, key=lambda n: known[n]), max(known, key=lambda n: known[n])
    said = (
        f"In {best} the {measure} of {arms[0].facts.label.lower()} is {decimal(known[best])}"
        if best == worst
        else f"The {measure} of {arms[0].facts.label.lower()} runs from {decimal(known[worst])} "
        f"({worst}) to {decimal(known[best])} ({best})"
    )
    whole = "" if overall is None or overall.value is None else (
        f"; in all patients it is {decimal(overall.value)}")  # fmt: skip
    lost = [name for name in estimates if name not in known]
    more = f" Not estimable: {listed(lost, 4)}." if lost else ""
    return f"{said}{whole}.{more}"


def _alt(found: TaskSubgroups, arms: Sequence[Arm], measure: str, column: str) -> str:
    parts = []
    for name, cell in found.subgroups.items():
        values = "; ".join(
            f"{arm.facts.label} {with_interval(_estimates(found, arm)[name])}" for arm in arms
        )
        parts.append(f"{name} (n {sample(cell.n, cell.events, found.kind.events)}): {values}")
    return f"Forest plot of the {measure} by {column} with 95 % intervals. {'. '.join(parts)}."


def _table(found: TaskSubgroups, arms: Sequence[Arm]) -> pd.DataFrame:
    lines = []
    for name, cell in found.subgroups.items():
        for arm in arms:
            e = _estimates(found, arm)[name]
            lines.append((name, str(arm), cell.n, cell.events, e.value, e.low, e.high, e.reason))
    columns = ["subgroup", "arm", "n", "events", "value", "low", "high", "reason"]
    return pd.DataFrame(lines, columns=columns)
