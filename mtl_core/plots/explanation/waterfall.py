"""One patient: from the average patient's estimate to this patient's, step by step."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.explanation.attributions import feature_and_cell, in_people_units, units_of
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
    wrapped,
)
from mtl_core.schema.explained import Pushes
from mtl_core.words import counted, decimal, rounded, signed

STEPS = 10


def waterfall(pushes: Pushes) -> Chart:
    """Draw how one patient's values lead from the baseline to the estimate.

    The ten largest contributions are drawn, largest first, and all others as one step; the last
    bar ends at the baseline plus all contributions. Risks are in per cent, steps in percentage
    points.
    """
    is_risk = pushes.output.is_risk
    baseline = in_people_units(pushes.baseline, is_risk=is_risk)
    steps = _steps(pushes)
    change = steps["contribution"].to_numpy(dtype=np.float64)
    start = baseline + np.concatenate([[0.0], np.cumsum(change)[:-1]]) if len(change) else change
    end = start + change
    estimate = baseline + float(change.sum())
    percent_sign = " %" if is_risk else ""
    names = [
        f"<b>Average of {pushes.n_background}<br>background patients</b>",
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
    table = steps.assign(start=start, end=end, unit=units_of(is_risk=is_risk), row=pushes.row)
    title = f"Why this estimate: {pushes.name}"
    alt, reading = _words(steps, baseline, estimate, percent_sign)
    return Chart(figure, title, alt, reading, table)


def _steps(pushes: Pushes) -> pd.DataFrame:
    """Ten largest contributions of one patient and the sum of the others."""
    mine = pd.DataFrame(
        {
            "feature": pd.Series(pushes.features, dtype=object),
            "cell": pd.Series(pushes.cells, dtype=object),
            "shown": in_people_units(pd.Series(pushes.values), is_risk=pushes.output.is_risk),
        }
    )
    mine = mine.assign(size=mine["shown"].abs()).sort_values(
        ["size", "feature"], ascending=[False, True], kind="stable"
    )
    top, rest = mine.head(STEPS), mine.iloc[STEPS:]
    cells = [
        feature_and_cell(feature, cell)
        for feature, cell in zip(top["feature"], top["cell"], strict=True)
    ]
    steps = pd.DataFrame(
        {
            "feature": top["feature"].to_numpy(),
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
