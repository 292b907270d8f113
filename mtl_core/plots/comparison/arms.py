"""All arms side by side: one measure of every task with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.comparison.differences import ShownMeasure, by_kind
from mtl_core.plots.look import (
    METRIC_NAMES,
    Chart,
    name_rows,
    new_figure,
    plain,
    row_height,
    wrapped,
)
from mtl_core.schema import PRIMARY, Arm, Estimate, TaskResult
from mtl_core.words import decimal, estimable, listed, with_interval

_NOT_RUN = Estimate(reason="this arm was not run for this task")
_ARM_STEP = 0.18
_ARMS_SPREAD = 0.8
_GAP_PX = 92
_LEGEND_ARMS = 4
"""Names that the legend has room for where a telephone gives each a line; others add height."""


def arms_plot(results: Mapping[str, TaskResult], measure: ShownMeasure | None = None) -> Chart:
    """Draw one measure of every arm per task, one panel per scale.

    AUROC, macro AUROC and R² are different scales, so each has a panel and an axis of its own, and
    so has each kind of task when another measure is chosen (each task, if it is in units of the
    outcome). Reference models stand beside the networks.

    Parameters
    ----------
    measure
        The measure to draw; without it each task's primary one.
    """
    panels = _panels(results, measure)
    shown = {task: result for panel in panels for task, (result, _) in panel.tasks.items()}
    arms = [arm for arm in Arm if any(arm in result.arms for result in shown.values())]
    names = [[wrapped(task, 22) for task in panel.tasks] for panel in panels]
    row_px = max((row_height(n, smallest=26 + 14 * len(arms)) for n in names), default=60)
    inner = row_px * len(shown) + _GAP_PX * max(len(panels) - 1, 0)
    figure = new_figure(height=inner + 130 + 20 * max(len(arms) - _LEGEND_ARMS, 0))
    top = 1.0
    for place, panel in enumerate(panels):
        bottom = max(0.0, top - row_px * len(panel.tasks) / max(inner, 1))
        suffix = "" if place == 0 else str(place + 1)
        _draw_panel(figure, suffix, panel, arms)
        name_rows(figure, names[place], axis=f"yaxis{suffix}")
        figure.update_layout({f"yaxis{suffix}": {"domain": [bottom, top], "anchor": f"x{suffix}"}})
        top = bottom - _GAP_PX / max(inner, 1)
    table = pd.DataFrame(
        [
            _table_row(task, result, key, arm)
            for panel in panels
            for task, (result, key) in panel.tasks.items()
            for arm in arms
        ]
    )
    title = "All models side by side" + ("" if measure is None else f": {measure.label}")
    return Chart(figure, title, _alt(panels, arms), _reading(panels, measure), table)


@dataclass(frozen=True, slots=True)
class _Panel:
    """Tasks on one axis, each with the key of its measure."""

    label: str
    note: str
    tasks: dict[str, tuple[TaskResult, str]]


def _panels(results: Mapping[str, TaskResult], measure: ShownMeasure | None) -> list[_Panel]:
    panels: dict[str, _Panel] = {}
    for task, result in by_kind(results):
        key = PRIMARY[result.kind] if measure is None else measure.key
        if measure is not None and not any(key in found for found in result.arms.values()):
            continue
        scale = task if measure is not None and measure.in_units else str(result.kind)
        label = METRIC_NAMES[key] if measure is None else measure.label
        note = "higher is better" if measure is None else measure.direction
        panels.setdefault(scale, _Panel(label, note, {})).tasks[task] = (result, key)
    return list(panels.values())


def _estimate(result: TaskResult, key: str, arm: Arm) -> Estimate:
    return result.arms.get(arm, {}).get(key, _NOT_RUN)


def _draw_panel(figure: go.Figure, suffix: str, panel: _Panel, arms: list[Arm]) -> None:
    """Draw all arms of the tasks that share an axis."""
    for place, arm in enumerate(arms):
        # many arms stand closer, or those of neighbouring tasks would meet
        step = min(_ARM_STEP, _ARMS_SPREAD / len(arms))
        shift = (place - (len(arms) - 1) / 2) * step
        found = [
            (i + shift, task, result.n, _estimate(result, key, arm))
            for i, (task, (result, key)) in enumerate(panel.tasks.items())
            if estimable(_estimate(result, key, arm))
        ]
        _draw_arm(figure, suffix, arm, found, first=not suffix)
    for i, (result, key) in enumerate(panel.tasks.values()):
        lost = [_estimate(result, key, arm) for arm in arms]
        if not any(estimable(estimate) for estimate in lost):
            reasons = sorted({estimate.reason or "not estimable" for estimate in lost})
            figure.add_annotation(
                x=0.02, y=i, xref=f"x{suffix} domain", yref=f"y{suffix}",
                text=wrapped("; ".join(reasons), 34),
                showarrow=False, xanchor="left", align="left",
            )  # fmt: skip
    title = f"{panel.label}, 95 % interval<br>{panel.note}"
    figure.update_layout(
        {
            f"xaxis{suffix}": {
                "title": {"text": title, "standoff": 8},
                "anchor": f"y{suffix}",
                "automargin": True,
                "zeroline": False,
                "nticks": 6,
            }
        }
    )


def _draw_arm(
    figure: go.Figure,
    suffix: str,
    arm: Arm,
    found: list[tuple[float, str, int, Estimate]],
    *,
    first: bool,
) -> None:
    style = arm.facts.style
    value = np.array([e.value for *_, e in found], dtype=np.float64)
    low = np.array([e.value if e.low is None else e.low for *_, e in found], dtype=np.float64)
    high = np.array([e.value if e.high is None else e.high for *_, e in found], dtype=np.float64)
    words = [
        [plain(task), with_interval(e), f"{n if e.n is None else e.n:,}"] for _, task, n, e in found
    ]
    figure.add_scatter(
        x=value,
        y=np.array([row for row, *_ in found], dtype=np.float64),
        xaxis=f"x{suffix}",
        yaxis=f"y{suffix}",
        mode="markers",
        marker={"symbol": style.symbol, "size": 10, "color": style.colour},
        error_x={
            "array": high - value,
            "arrayminus": value - low,
            "color": style.colour,
            "width": 3,
            "thickness": 1.5,
        },
        customdata=np.array(words, dtype=object).reshape(len(found), 3),
        hovertemplate=f"%{{customdata[0]}}<br>{arm.facts.label}: %{{customdata[1]}}"
        "<br>n %{customdata[2]}<extra></extra>",
        name=arm.facts.label,
        legendgroup=str(arm),
        showlegend=first,
    )


def _table_row(task: str, result: TaskResult, metric: str, arm: Arm) -> dict[str, object]:
    estimate = _estimate(result, metric, arm)
    return {
        "task": task,
        "metric": metric,
        "arm": str(arm),
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "n": result.n if estimate.n is None else estimate.n,
        "reason": estimate.reason,
    }


def _best(panel: _Panel) -> dict[str, list[Arm]]:
    """Return the arm with the highest value per task; several when they are equal."""
    best = {}
    for task, (result, key) in panel.tasks.items():
        found = {arm: _estimate(result, key, arm).value for arm in result.arms}
        known = {arm: value for arm, value in found.items() if value is not None}
        if known:
            best[task] = [arm for arm in known if known[arm] == max(known.values())]
    return best


def _reading(panels: list[_Panel], measure: ShownMeasure | None) -> str:
    best = {task: arms for panel in panels for task, arms in _best(panel).items()}
    if not best:
        return "No model could be evaluated on any task."
    if measure is not None and not measure.higher_is_better:
        where = "; each task has a scale of its own" if measure.in_units else ""
        return f"{measure.label} of every model, {measure.direction}{where}."
    highest = {arm: sum(arm in arms for arms in best.values()) for arm in Arm}
    wins = [f"{arm.facts.label} on {n}" for arm, n in highest.items() if n]
    return (
        f"The highest value belongs to {listed(wins, 4)} of {len(best)} "
        f"{'task' if len(best) == 1 else 'tasks'}; where intervals overlap, "
        "the order may be chance."
    )


def _alt(panels: list[_Panel], arms: list[Arm]) -> str:
    parts = [
        f"{task} ({panel.label}): "
        + "; ".join(f"{arm.facts.label} {_short(_estimate(result, key, arm))}" for arm in arms)
        for panel in panels
        for task, (result, key) in panel.tasks.items()
    ]
    return f"Dot plot of every model on every task. {'. '.join(parts)}."


def _short(estimate: Estimate) -> str:
    return with_interval(estimate) if estimate.value is None else decimal(estimate.value)
