"""Who learns with whom, as a diagram: features, encoders, tasks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.arrays import FloatArray
from mtl_core.plots.look import (
    GREY,
    KIND_NAMES,
    Chart,
    group_colour,
    group_letter,
    name_mark,
    name_rows,
    new_figure,
    plain,
    rows_figure_height,
    wrapped,
)
from mtl_core.schema import TaskGrouping, TaskKind
from mtl_core.words import counted, listed

FEATURES_X, ENCODERS_X, TASKS_X = 0.0, 1.0, 2.0

_KIND_SYMBOLS: dict[TaskKind, str] = {
    TaskKind.BINARY: "circle",
    TaskKind.MULTICLASS: "diamond",
    TaskKind.ORDINAL: "triangle-up",
    TaskKind.REGRESSION: "square",
}


def grouping_diagram(
    grouping: TaskGrouping, task_kinds: Mapping[str, TaskKind], n_features: int
) -> Chart:
    """Draw the features, one encoder per group and the tasks that share it.

    Groups are told apart by letter (Encoder A, B, ...) and colour; a task that stands alone has an
    encoder of its own. Tasks run from top to bottom, group after group.
    """
    table = _table(grouping, task_kinds)
    labels = [
        f"{wrapped(task, 30)}<br>Encoder {letter}, {_company(len(group) - 1)}"
        for letter, group in zip(_letters(grouping), grouping.groups, strict=True)
        for task in group
    ]
    figure = new_figure(height=rows_figure_height(labels, smallest=44) + 20)
    middle = (len(labels) - 1) / 2
    first = 0
    for position, group in enumerate(grouping.groups):
        rows = np.arange(first, first + len(group), dtype=np.float64)
        _draw_group(figure, position, rows, middle)
        first += len(group)
    for kind in TaskKind:
        _draw_tasks(figure, grouping, task_kinds, kind)
    _draw_features(figure, middle, n_features)
    name_rows(figure, labels)
    _headings(figure)
    reading = _reading(grouping)
    return Chart(figure, "Who learns with whom", _alt(grouping, n_features), reading, table)


def _letters(grouping: TaskGrouping) -> list[str]:
    return [group_letter(position) for position in range(len(grouping.groups))]


def _company(n_others: int) -> str:
    return "alone" if n_others == 0 else f"shared with {counted(n_others, 'other')}"


def _table(grouping: TaskGrouping, task_kinds: Mapping[str, TaskKind]) -> pd.DataFrame:
    rows = [
        (f"Encoder {letter}", task, str(task_kinds[task]), len(group))
        for letter, group in zip(_letters(grouping), grouping.groups, strict=True)
        for task in group
    ]
    return pd.DataFrame(rows, columns=["encoder", "task", "kind", "tasks_on_this_encoder"])


def _draw_group(figure: go.Figure, position: int, rows: FloatArray, middle: float) -> None:
    """Draw one encoder with its links to the features and to its tasks."""
    colour, letter = group_colour(position), group_letter(position)
    centre = float(rows.mean())
    gap = np.nan
    x = [FEATURES_X, ENCODERS_X, gap, *([ENCODERS_X, TASKS_X, gap] * len(rows))]
    y = [middle, centre, gap, *(v for row in rows for v in (centre, float(row), gap))]
    figure.add_scatter(
        x=np.array(x),
        y=np.array(y),
        mode="lines",
        line={"color": colour, "width": 2},
        hoverinfo="skip",
        showlegend=False,
        name=f"links of encoder {letter}",
    )
    figure.add_scatter(
        x=np.array([ENCODERS_X]),
        y=np.array([centre]),
        mode="markers+text",
        marker={"symbol": "square", "size": 34, "color": colour},
        text=[f"<b>{letter}</b>"],
        textfont={"color": "#FFFFFF", "size": 18},
        hovertemplate=f"Encoder {letter}: {counted(len(rows), 'task')}<extra></extra>",
        showlegend=False,
        name=f"Encoder {letter}",
    )


def _draw_tasks(
    figure: go.Figure,
    grouping: TaskGrouping,
    task_kinds: Mapping[str, TaskKind],
    kind: TaskKind,
) -> None:
    """Draw the heads of all tasks of one kind."""
    places = [i for i, task in enumerate(grouping.tasks) if task_kinds[task] is kind]
    if not places:
        return
    owner = {task: i for i, group in enumerate(grouping.groups) for task in group}
    names = [grouping.tasks[i] for i in places]
    figure.add_scatter(
        x=np.full(len(places), TASKS_X),
        y=np.array(places, dtype=np.float64),
        mode="markers",
        marker={
            "symbol": _KIND_SYMBOLS[kind],
            "size": 15,
            "color": [group_colour(owner[name]) for name in names],
        },
        customdata=np.array([[plain(n), group_letter(owner[n])] for n in names], dtype=object),
        hovertemplate="%{customdata[0]}<br>Encoder %{customdata[1]}<extra></extra>",
        showlegend=False,
        name=f"Tasks: {KIND_NAMES[kind]}",
    )
    words = f"Predicts {KIND_NAMES[kind]}"
    name_mark(figure, words, symbol=_KIND_SYMBOLS[kind], size=12, color=GREY)


def _draw_features(figure: go.Figure, middle: float, n_features: int) -> None:
    figure.add_scatter(
        x=np.array([FEATURES_X]),
        y=np.array([middle]),
        mode="markers",
        marker={"symbol": "square", "size": 26, "color": GREY},
        hovertemplate=f"{counted(n_features, 'feature')}<extra></extra>",
        showlegend=False,
        name="Features",
    )
    figure.add_annotation(
        x=FEATURES_X,
        y=middle,
        text=counted(n_features, "feature").replace(" ", "<br>"),
        showarrow=False,
        yanchor="top",
        yshift=-16,
    )


def _headings(figure: go.Figure) -> None:
    """Name the three columns and put the tasks' names on the right."""
    figure.update_layout(
        xaxis={
            "tickmode": "array",
            "tickvals": np.array([FEATURES_X, ENCODERS_X, TASKS_X]),
            "ticktext": ["Features", "Encoders", "Tasks"],
            "range": [-0.45, 2.08],
            "side": "bottom",
            "showgrid": False,
            "fixedrange": True,
        },
        yaxis={"side": "right", "fixedrange": True},
    )


def _reading(grouping: TaskGrouping) -> str:
    shared = [group for group in grouping.groups if len(group) > 1]
    alone = len(grouping.groups) - len(shared)
    if not shared:
        only = "The only task has" if alone == 1 else f"Each of the {alone} tasks has"
        return f"{only} an encoder of its own: nothing is shared."
    n_sharing = sum(len(group) for group in shared)
    first = f"{n_sharing} tasks learn together through {counted(len(shared), 'shared encoder')}"
    if alone == 0:
        return f"{first}; no task stands alone."
    return f"{first}; {counted(alone, 'task')} {'stands' if alone == 1 else 'stand'} alone."


def _alt(grouping: TaskGrouping, n_features: int) -> str:
    parts = [
        f"Encoder {letter}: {listed(group, limit=20)}"
        for letter, group in zip(_letters(grouping), grouping.groups, strict=True)
    ]
    return (
        f"Diagram. {counted(n_features, 'feature')} feed "
        f"{counted(len(parts), 'encoder')}. {'. '.join(parts)}."
    )
