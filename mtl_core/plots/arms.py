"""All arms side by side: each task's primary measure with its interval."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.chart import Chart
from mtl_core.plots.theme import ARM_STYLES, name_rows, new_figure, row_height
from mtl_core.plots.wording import (
    ARM_NAMES,
    METRIC_NAMES,
    decimal,
    estimable,
    listed,
    plain,
    with_interval,
    wrapped,
)
from mtl_core.schema import PRIMARY, Arm, Estimate, TaskResult

_NOT_RUN = Estimate(reason="this arm was not run for this task")
_ARM_STEP = 0.18
_GAP_PX = 76


def arms_plot(results: Mapping[str, TaskResult]) -> Chart:
    """Draw every arm's primary measure per task, one panel per measure.

    AUROC, macro AUROC and R² are different scales, so each has a panel and an axis of its own.
    Reference models stand beside the networks.
    """
    by_metric: dict[str, dict[str, TaskResult]] = {}
    for task, result in results.items():
        by_metric.setdefault(PRIMARY[result.kind], {})[task] = result
    arms = [arm for arm in Arm if any(arm in result.arms for result in results.values())]
    names = {m: [wrapped(task) for task in tasks] for m, tasks in by_metric.items()}
    row_px = max((row_height(n, smallest=26 + 14 * len(arms)) for n in names.values()), default=60)
    inner = row_px * len(results) + _GAP_PX * max(len(by_metric) - 1, 0)
    figure = new_figure(height=inner + 110)
    top = 1.0
    for panel, (metric, tasks) in enumerate(by_metric.items()):
        bottom = max(0.0, top - row_px * len(tasks) / inner)
        _draw_panel(figure, panel, metric, tasks, arms)
        suffix = "" if panel == 0 else str(panel + 1)
        name_rows(figure, names[metric], axis=f"yaxis{suffix}")
        figure.update_layout({f"yaxis{suffix}": {"domain": [bottom, top], "anchor": f"x{suffix}"}})
        top = bottom - _GAP_PX / inner
    rows = [
        _table_row(task, result, metric, arm)
        for metric, tasks in by_metric.items()
        for task, result in tasks.items()
        for arm in arms
    ]
    table = pd.DataFrame(rows)
    return Chart(figure, "All models side by side", _alt(results, arms), _reading(results), table)


def _estimate(result: TaskResult, arm: Arm) -> Estimate:
    return result.arms.get(arm, {}).get(PRIMARY[result.kind], _NOT_RUN)


def _draw_panel(
    figure: go.Figure, panel: int, metric: str, tasks: Mapping[str, TaskResult], arms: list[Arm]
) -> None:
    """Draw all arms of the tasks that share a measure."""
    suffix = "" if panel == 0 else str(panel + 1)
    for place, arm in enumerate(arms):
        shift = (place - (len(arms) - 1) / 2) * _ARM_STEP
        found = [
            (i + shift, task, result.n, _estimate(result, arm))
            for i, (task, result) in enumerate(tasks.items())
            if estimable(_estimate(result, arm))
        ]
        _draw_arm(figure, suffix, arm, found, first=panel == 0)
    for i, result in enumerate(tasks.values()):
        reasons = {_estimate(result, a).reason for a in arms if not estimable(_estimate(result, a))}
        if not any(estimable(_estimate(result, arm)) for arm in arms):
            text = wrapped(f"not estimable: {'; '.join(sorted(r or '' for r in reasons))}", 60)
            figure.add_annotation(
                x=0.02, y=i, xref=f"x{suffix} domain", yref=f"y{suffix}", text=text,
                showarrow=False, xanchor="left",
            )  # fmt: skip
    figure.update_layout(
        {
            f"xaxis{suffix}": {
                "title": {"text": f"{METRIC_NAMES[metric]} with 95 % interval, higher is better"},
                "anchor": f"y{suffix}",
                "automargin": True,
                "zeroline": False,
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
    style = ARM_STYLES[arm]
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
        hovertemplate=f"%{{customdata[0]}}<br>{ARM_NAMES[arm]}: %{{customdata[1]}}"
        "<br>n %{customdata[2]}<extra></extra>",
        name=ARM_NAMES[arm],
        legendgroup=str(arm),
        showlegend=first,
    )


def _table_row(task: str, result: TaskResult, metric: str, arm: Arm) -> dict[str, object]:
    estimate = _estimate(result, arm)
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


def _best(result: TaskResult) -> tuple[float, Arm] | None:
    found = [
        (estimate.value, arm)
        for arm in result.arms
        if (estimate := _estimate(result, arm)).value is not None
    ]
    return max(found, key=lambda pair: pair[0]) if found else None


def _reading(results: Mapping[str, TaskResult]) -> str:
    best = {task: found for task, result in results.items() if (found := _best(result))}
    if not best:
        return "No model could be evaluated on any task."
    highest = {arm: sum(a is arm for _, a in best.values()) for arm in Arm}
    wins = [f"{ARM_NAMES[arm]} on {n}" for arm, n in highest.items() if n]
    return (
        f"The highest value belongs to {listed(wins)} of {len(best)} "
        f"{'task' if len(best) == 1 else 'tasks'}; where intervals overlap, "
        "the order may be chance."
    )


def _alt(results: Mapping[str, TaskResult], arms: list[Arm]) -> str:
    parts = [
        f"{task} ({METRIC_NAMES[PRIMARY[result.kind]]}): "
        + "; ".join(
            f"{ARM_NAMES[arm]} "
            + (
                decimal(estimate.value)
                if (estimate := _estimate(result, arm)).value is not None
                else with_interval(estimate)
            )
            for arm in arms
        )
        for task, result in results.items()
    ]
    return f"Dot plot of every model on every task. {'. '.join(parts)}."
