"""One patient: from the average patient's estimate to this patient's, step by step."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.explanation.attributions import TaskValues, of_task
from mtl_core.plots.look import (
    DOWN,
    FAINT,
    GREY,
    HATCH,
    UP,
    Chart,
    name_rows,
    new_figure,
    plain,
    rows_figure_height,
    short_cell,
    wrapped,
)
from mtl_core.schema import ExplanationSummary
from mtl_core.words import counted, decimal, rounded, signed

STEPS = 10


def waterfall(
    attributions: pd.DataFrame,
    summary: ExplanationSummary,
    row: int,
    task: str,
    class_label: str | None = None,
) -> Chart:
    """Draw how one patient's values lead from the baseline to the estimate.

    The ten largest contributions are drawn, largest first, and all others as one step; the last
    bar ends at the baseline plus all contributions. Risks are in per cent, steps in percentage
    points.

    Parameters
    ----------
    row
        0-based row of the CSV; it must be among the explained ones.
    """
    values = of_task(attributions, task, class_label)
    baseline = _baseline(values, summary)
    steps = _steps(values, row)
    change = steps["contribution"].to_numpy(dtype=np.float64)
    start = baseline + np.concatenate([[0.0], np.cumsum(change)[:-1]]) if len(change) else change
    end = start + change
    estimate = baseline + float(change.sum())
    percent_sign = "" if values.unit.startswith("units") else " %"
    names = [
        f"<b>Average of {summary.n_background}<br>background patients</b>",
        *(wrapped(str(label), 22) for label in steps["label"]),
        "<b>Estimate for<br>this patient</b>",
    ]
    figure = new_figure(
        height=rows_figure_height(names, smallest=34),
        x_title="Estimated risk (%)" if percent_sign else "Estimate (units of the outcome)",
    )
    _draw_steps(figure, start, change, steps)
    _draw_ends(figure, len(names), baseline, estimate, percent_sign)
    name_rows(figure, names)
    figure.update_layout(xaxis={"range": _x_range(np.concatenate([start, end, [baseline]]))})
    table = steps.assign(start=start, end=end, unit=values.unit, row=row)
    title = f"Why this estimate: {values.title_part}"
    alt, reading = _words(steps, baseline, estimate, percent_sign)
    return Chart(figure, title, alt, reading, table)


def _baseline(values: TaskValues, summary: ExplanationSummary) -> float:
    with_class = f"{values.task}={values.class_label}"
    key = with_class if with_class in summary.baselines else values.task
    scale = 1.0 if values.unit.startswith("units") else 100.0
    return scale * summary.baselines[key]


def _steps(values: TaskValues, row: int) -> pd.DataFrame:
    """Ten largest contributions of one patient and the sum of the others."""
    mine = values.long[(values.long["row"] == row) & values.long["shown"].notna()]
    mine = mine.assign(size=mine["shown"].abs()).sort_values(
        ["size", "feature"], ascending=[False, True], kind="stable"
    )
    top, rest = mine.head(STEPS), mine.iloc[STEPS:]
    cells = [
        f"{feature} = {'missing' if pd.isna(cell) else short_cell(str(cell))}"
        for feature, cell in zip(top["feature"], top["feature_value"], strict=True)
    ]
    steps = pd.DataFrame(
        {
            "feature": top["feature"].astype(str).to_numpy(),
            "label": cells,
            "contribution": top["shown"].to_numpy(dtype=np.float64),
        }
    )
    if len(rest):
        words = f"all {len(rest)} other features" if len(rest) > 1 else "1 other feature"
        other = pd.DataFrame(
            {"feature": [words], "label": [words], "contribution": [float(rest["shown"].sum())]}
        )
        steps = pd.concat([steps, other], ignore_index=True)
    return steps


def _draw_steps(
    figure: go.Figure,
    start: np.ndarray[tuple[int], np.dtype[np.float64]],
    change: np.ndarray[tuple[int], np.dtype[np.float64]],
    steps: pd.DataFrame,
) -> None:
    """Draw upward and downward steps, told apart by colour, hatch and sign."""
    rows = np.arange(1, len(change) + 1)
    for chosen, colour, hatch, name in (
        (change >= 0, UP, {}, "Pushes the estimate up"),
        (change < 0, DOWN, HATCH, "Pushes the estimate down"),
    ):
        if not chosen.any():
            continue
        figure.add_bar(
            x=change[chosen],
            base=start[chosen],
            y=rows[chosen],
            orientation="h",
            width=0.62,
            marker={"color": colour, "pattern": hatch},
            text=np.array(
                [signed(float(v), _digits(change)) for v in change[chosen]], dtype=object
            ),
            textposition="outside",
            cliponaxis=False,
            customdata=np.array([plain(v) for v in steps["label"][chosen]], dtype=object),
            hovertemplate="%{customdata}<br>%{text}<extra></extra>",
            name=name,
        )


def _digits(change: np.ndarray[tuple[int], np.dtype[np.float64]]) -> int:
    """Decimals that show the largest step with about two digits."""
    return 1 if np.abs(change).max(initial=0.0) >= 1 else 3


def _draw_ends(
    figure: go.Figure, n_rows: int, baseline: float, estimate: float, percent_sign: str
) -> None:
    ends = np.array([baseline, estimate])
    figure.add_scatter(
        x=ends,
        y=np.array([0, n_rows - 1]),
        mode="markers+text",
        marker={"symbol": "diamond", "size": 12, "color": GREY},
        text=[f"  {rounded(float(v))}{percent_sign}" for v in ends],
        textposition="middle right",
        cliponaxis=False,
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        name="Start and end",
    )
    figure.add_vline(x=baseline, line={"color": FAINT, "width": 2}, layer="below")


def _x_range(ends: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
    low, high = float(ends.min()), float(ends.max())
    room = 0.24 * (high - low) or 1.0
    return [low - room, high + room]


def _words(
    steps: pd.DataFrame, baseline: float, estimate: float, percent_sign: str
) -> tuple[str, str]:
    """Text alternative and reading."""
    unit = " percentage points" if percent_sign else ""
    start = f"{rounded(baseline)}{percent_sign}"
    finish = f"{rounded(estimate)}{percent_sign}"
    if steps.empty:
        words = f"This patient was not explained; the average estimate is {start}."
        return words, words
    digits = _digits(steps["contribution"].to_numpy(dtype=np.float64))
    parts = [
        f"{label} {signed(float(v), digits)}"
        for label, v in zip(steps["label"], steps["contribution"], strict=True)
    ]
    first = float(steps["contribution"].iloc[0])
    finish_change = estimate - baseline
    reading = (
        f"From an average of {start}, the steps add up to {signed(finish_change, digits)}{unit} "
        f"and lead to {finish}; {steps['label'].iloc[0]} pushes the estimate "
        f"{'up' if first >= 0 else 'down'} most, by {decimal(abs(first), digits)}{unit}."
    )
    alt = (
        f"Waterfall from {start} to {finish} in {counted(len(steps), 'step')}{unit and ','}{unit}: "
        f"{'; '.join(parts)}."
    )
    return alt, reading
