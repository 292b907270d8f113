"""One patient, all tasks: what pushes which estimate up and down, conflicts marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from mtl_core.plots.explanation.attributions import feature_and_cell, in_people_units
from mtl_core.plots.look import (
    UP_DOWN_SCALE,
    Chart,
    draw_cells,
    name_columns,
    name_rows,
    new_figure,
    plain,
    rows_figure_height,
    wrapped,
)
from mtl_core.schema.explained import Pushes
from mtl_core.words import counted, listed, signed, with_minus

MAP_FEATURES = 15
CONFLICT = "⇅"


def patient_map(estimates: Sequence[Pushes], without_direction: Collection[str] = ()) -> Chart:
    """Draw the pushes of one patient's values on the estimates of all tasks.

    A cell holds the push in percentage points of risk, or in units of the outcome; its colour is
    the push as a share of all pushes on this task, so that tasks compare. Of a task with several
    classes the class with the largest pushes is shown. A feature is marked as a conflict when it
    pushes one estimate up and another down, both by more than an even share. The 15 features with
    the largest shares are drawn.

    Parameters
    ----------
    without_direction
        Tasks of several unordered classes, which have no up and down and so no conflict.
    """
    shown_of = _one_per_task(estimates)
    pushes = pd.DataFrame(
        {
            own.name: in_people_units(
                pd.Series(own.values, index=list(own.features)), is_risk=own.output.is_risk
            )
            for own in shown_of
        }
    )
    is_risk = {own.name: own.output.is_risk for own in shown_of}
    directed = [own.name for own in shown_of if own.output.task not in without_direction]
    sizes = pushes.abs().sum(axis=0)
    shares = pushes / sizes.where(sizes > 0, 1.0)
    conflicts = _conflicts(shares.loc[:, directed])
    order = shares.abs().sum(axis=1).sort_values(ascending=False, kind="stable").index
    shown = list(order[:MAP_FEATURES])
    cell_of = dict(zip(estimates[0].features, estimates[0].cells, strict=True))
    marks = [f"{CONFLICT} " if name in conflicts else "" for name in shown]
    names = [
        wrapped(mark + feature_and_cell(name, cell_of[name]), 22)
        for mark, name in zip(marks, shown, strict=True)
    ]
    cells = shares.loc[shown].to_numpy(dtype=np.float64)
    text = [
        [_cell(float(pushes.loc[f, o]), risk=is_risk[o]) for o in pushes.columns] for f in shown
    ]
    most = float(np.abs(cells).max(initial=0.0)) or 1.0
    figure = new_figure(height=rows_figure_height(names, smallest=30) + 90)
    draw_cells(
        figure,
        cells,
        text,
        UP_DOWN_SCALE,
        (-most, most),
        customdata=np.array(
            [[f"{plain(o)}: {plain(str(f))}" for o in pushes.columns] for f in shown], dtype=object
        ),
        hovertemplate="%{customdata}<br>%{text}, %{z:+.0%} of all pushes<extra></extra>",
    )
    name_rows(figure, names)
    name_columns(figure, list(pushes.columns), 14)
    figure.update_layout(xaxis_fixedrange=True, yaxis_fixedrange=True)
    table = pushes.loc[order].rename_axis("feature").reset_index()
    table.insert(1, "conflict", table["feature"].isin(conflicts))
    reading, alt = _words(pushes, shares, conflicts, directed)
    return Chart(figure, "What pushes this patient's estimates", alt, reading, table)


def _one_per_task(estimates: Sequence[Pushes]) -> list[Pushes]:
    """Of each task the class with the largest pushes, the first of equals."""
    found: dict[str, Pushes] = {}
    for own in estimates:
        best = found.setdefault(own.output.task, own)
        if np.abs(own.values).sum() > np.abs(best.values).sum():
            found[own.output.task] = own
    return list(found.values())


def _conflicts(shares: pd.DataFrame) -> list[str]:
    """Features that push one output up and another down, the clearest conflict first."""
    even = 1 / max(len(shares), 1)
    weaker = pd.concat([shares.max(axis=1), -shares.min(axis=1)], axis=1).min(axis=1)
    found = weaker[weaker > even].sort_values(ascending=False, kind="stable")
    return [str(name) for name in found.index]


def _cell(value: float, *, risk: bool) -> str:
    if risk:
        return signed(value, 1)
    return with_minus(f"{float(f'{value:.2g}'):+,g}") if value else "0"


def _words(
    pushes: pd.DataFrame, shares: pd.DataFrame, conflicts: list[str], directed: list[str]
) -> tuple[str, str]:
    tops = []
    for output in pushes.columns:
        place = int(shares[output].abs().to_numpy().argmax())
        feature = shares.index[place]
        way = "up" if pushes[output].to_numpy()[place] >= 0 else "down"
        tops.append(f"{output}: {feature} {way}")
    told = "No feature pushes one estimate clearly up and another clearly down."
    if conflicts:
        own = shares.loc[conflicts[0]]
        own = own[own.index.isin(directed)]
        told = (
            f"{listed(conflicts, 4)} push{'es' if len(conflicts) == 1 else ''} some estimates up "
            f"and others down ({CONFLICT}), most clearly {conflicts[0]}: {own.idxmax()} up, "
            f"{own.idxmin()} down."
        )
    reading = (
        f"For {counted(len(pushes.columns), 'task')}, {told} Risks in percentage points, other "
        "outcomes in their own units."
    )
    return (
        reading,
        f"Map of features by task, the strongest push of each. {'; '.join(tops)}. {told}",
    )
