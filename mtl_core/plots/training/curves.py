"""How training goes: validation loss per task."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.look import (
    DASHES,
    GREY,
    PALETTE,
    SYMBOLS,
    Chart,
    new_figure,
    plain,
    thinned,
    wrapped,
)
from mtl_core.schema import Arm
from mtl_core.words import decimal


def progress_curves(events: Mapping[Arm, pd.DataFrame]) -> Chart:
    """Draw the validation loss per task while networks train, one panel per arm.

    Parameters
    ----------
    events
        By arm, with the columns ``step``, ``task`` and ``loss``; the loss is relative to predicting
        the prevalence (or mean): 1 means nothing was learned yet, lower is better.
    """
    arms = [arm for arm, frame in events.items() if len(frame)]
    parts = [events[arm].assign(arm=str(arm)) for arm in arms]
    columns = ["arm", "step", "task", "loss"]
    table = pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
    tasks = list(dict.fromkeys(table["task"]))
    figure = new_figure(height=400 + 12 * len(tasks))
    gap = 0.08
    width = (1 - gap * (len(arms) - 1)) / max(len(arms), 1)
    for panel, arm in enumerate(arms):
        suffix = "" if panel == 0 else str(panel + 1)
        for place, task in enumerate(tasks):
            _draw_task(figure, suffix, place, task, events[arm])
        left = panel * (width + gap)
        figure.update_layout(
            {
                f"xaxis{suffix}": {
                    "domain": [left, left + width],
                    "anchor": f"y{suffix}",
                    "title": {"text": f"Step, {arm.facts.label.lower()}"},
                },
                f"yaxis{suffix}": {
                    "anchor": f"x{suffix}",
                    "matches": None if panel == 0 else "y",
                    "automargin": True,
                },
            }
        )
        figure.add_shape(
            type="line", x0=0, x1=1, y0=1, y1=1, xref=f"x{suffix} domain", yref=f"y{suffix}",
            line={"color": GREY, "dash": "dot"},
        )  # fmt: skip
    figure.update_layout(
        yaxis={"title": {"text": "Validation loss (1 = nothing learned)"}},
        legend={"orientation": "h", "y": -0.2, "yanchor": "top"},
    )
    return Chart(figure, "Validation loss", *_words(table, arms), table)


def _draw_task(figure: go.Figure, suffix: str, place: int, task: str, frame: pd.DataFrame) -> None:
    mine = frame[frame["task"] == task].sort_values("step")
    keep = thinned(len(mine))
    figure.add_scatter(
        x=mine["step"].to_numpy()[keep],
        y=mine["loss"].to_numpy(dtype=np.float64)[keep],
        xaxis=f"x{suffix}",
        yaxis=f"y{suffix}",
        mode="lines+markers" if len(mine) < 60 else "lines",
        line={
            "color": PALETTE[place % len(PALETTE)],
            "dash": DASHES[(place // len(PALETTE)) % len(DASHES)],
            "width": 2,
        },
        marker={"symbol": SYMBOLS[(place // len(PALETTE)) % len(SYMBOLS)], "size": 6},
        hovertemplate=f"{plain(task)}<br>step %{{x}}<br>loss %{{y:.3f}}<extra></extra>",
        legendgroup=task,
        showlegend=suffix == "",
        name=wrapped(task, 30),
    )


def _words(table: pd.DataFrame, arms: list[Arm]) -> tuple[str, str]:
    """Text alternative and reading."""
    known = table.dropna(subset=["loss"]).sort_values("step", kind="stable")
    if known.empty:
        words = "No validation loss has been reported yet."
        return words, words
    last = known.groupby(["arm", "task"], sort=False)["loss"].last()
    parts = []
    for arm in arms:
        if str(arm) not in last.index.get_level_values("arm"):
            continue
        mine = last.loc[str(arm)].sort_values(kind="stable")
        listed_losses = "; ".join(f"{task} {decimal(float(v), 2)}" for task, v in mine.items())
        parts.append(f"{arm.facts.label}: {listed_losses}")
    (_, best), (_, worst) = last.index[int(last.argmin())], last.index[int(last.argmax())]
    reading = (
        f"At step {int(known['step'].max())} the validation loss is between "
        f"{decimal(float(last.min()), 2)} ({best}) and {decimal(float(last.max()), 2)} "
        f"({worst}) times that of knowing nothing."
    )
    return f"Latest validation loss per task, 1 means nothing learned. {'. '.join(parts)}.", reading
