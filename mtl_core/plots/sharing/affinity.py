"""Who helps whom: a map of the tasks, ordered so that those that help each other are neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.arrays import BoolArray, FloatArray
from mtl_core.plots.look import (
    BLUE,
    GREY,
    HARM_HELP,
    ORANGE,
    VIOLET,
    Chart,
    clustered,
    draw_cells,
    matrix_of,
    name_mark,
    plain,
    square_figure,
)
from mtl_core.schema.answers import AffinityReport
from mtl_core.words import counted, few_digits, listed


def affinity_map(report: AffinityReport) -> Chart:
    """Draw what learning each task (row) does for each other (column).

    Tasks stand in the order of :func:`affinity_order`; frames mark the suggested groups. Cells hold
    their sign beside their colour: ``+`` and ``−`` where the gain is larger than twice its standard
    error, a dot where it is not.
    """
    order = affinity_order(report)
    tasks = [report.tasks[place] for place in order]
    values = 100 * matrix_of(report.matrix)[np.ix_(order, order)]
    errors = 100 * matrix_of(report.spread)[np.ix_(order, order)]
    np.fill_diagonal(values, np.nan)
    figure = square_figure(
        tasks, "... does this for the task of that number", "Learning this task ..."
    )
    _draw_cells(figure, tasks, values, errors)
    if len(report.suggestion.groups) > 1:
        _frames(figure, [[tasks.index(t) for t in g] for g in report.suggestion.groups])
    reading = _reading(tasks, values, errors)
    alt = f"Map of {counted(len(tasks), 'task')}. {_alt(tasks, values)} {reading}"
    return Chart(figure, "Who helps whom", alt, reading, _table(tasks, values, errors))


def affinity_order(report: AffinityReport) -> list[int]:
    """Order the tasks: suggested groups together, and inside them by average-linkage clustering.

    The distance of two tasks is how little they help each other, the mean of both directions.
    """
    matrix = np.nan_to_num(matrix_of(report.matrix))
    near = (matrix + matrix.T) / 2
    places = {task: place for place, task in enumerate(report.tasks)}
    groups = [[places[task] for task in group] for group in report.suggestion.groups]
    ordered = [clustered([[task] for task in group], near) for group in groups]
    return clustered(ordered, near)


def _clear(values: FloatArray, errors: FloatArray) -> BoolArray:
    return np.asarray(np.abs(values) > 2 * np.nan_to_num(errors, nan=np.inf))


def _draw_cells(
    figure: go.Figure, tasks: Sequence[str], values: FloatArray, errors: FloatArray
) -> None:
    most = float(np.nanmax(np.abs(values), initial=0.0)) or 1.0
    signs = np.where(_clear(values, errors), np.where(values > 0, "+", "−"), "·")
    signs = np.where(np.isnan(values), "", signs)
    names = [plain(task) for task in tasks]
    hover = [
        [
            "" if np.isnan(values[i, j]) else f"Learning {names[i]} does for {names[j]}:<br>"
            f"{_number(values[i, j])} points (deviation {_number(errors[i, j])})"
            for j in range(len(names))
        ]
        for i in range(len(names))
    ]  # fmt: skip
    hovers = np.array(hover, dtype=object)
    draw_cells(figure, values, signs, HARM_HELP, (-most, most), customdata=hovers, textfont_size=16)
    for colour, words in ((BLUE, "+ helps"), (ORANGE, "− harms"), (GREY, "· cannot tell")):
        name_mark(figure, words, symbol="square", size=11, color=colour)


def _frames(figure: go.Figure, groups: Sequence[Sequence[int]]) -> None:
    """Frame the groups of two tasks or more; the members of a group are neighbours."""
    line = {"color": VIOLET, "width": 4}
    for rows in groups:
        if len(rows) > 1:
            low, high = min(rows) - 0.5, max(rows) + 0.5
            figure.add_shape(type="rect", x0=low, x1=high, y0=low, y1=high, line=line)
    name_mark(
        figure, "suggested group", symbol="square-open", size=12, color=VIOLET, line={"width": 3}
    )


def _number(value: float) -> str:
    if not np.isfinite(value):
        return "unknown"
    return few_digits(value, 2)


def _table(tasks: Sequence[str], values: FloatArray, errors: FloatArray) -> pd.DataFrame:
    lines = [
        (tasks[i], tasks[j], float(values[i, j]), float(errors[i, j]))
        for i in range(len(tasks))
        for j in range(len(tasks))
        if i != j
    ]
    return pd.DataFrame(lines, columns=["learning", "does_for", "points", "standard_error"])


def _reading(tasks: Sequence[str], values: FloatArray, errors: FloatArray) -> str:
    clear = _clear(values, errors)
    n_help, n_harm = int((clear & (values > 0)).sum()), int((clear & (values < 0)).sum())
    n_pairs = len(tasks) * (len(tasks) - 1)
    first = (
        f"Of {n_pairs} directions from one task to another, {n_help} clearly help and {n_harm} "
        "clearly harm; about the rest this cohort cannot tell."
    )
    near = np.nan_to_num((values + values.T) / 2, nan=-np.inf)
    np.fill_diagonal(near, -np.inf)
    i, j = sorted(divmod(int(near.argmax()), len(tasks)))
    if near[i, j] <= 0:
        return f"{first} No two tasks help each other."
    return f"{first} {tasks[i]} and {tasks[j]} help each other most."


def _alt(tasks: Sequence[str], values: FloatArray) -> str:
    parts = []
    for j, task in enumerate(tasks):
        column = np.where(np.isnan(values[:, j]), -np.inf, values[:, j])
        best = [tasks[i] for i in np.argsort(-column)[:2] if column[i] > 0]
        parts.append(f"{task}: {'helped most by ' + listed(best, 4) if best else 'helped by none'}")
    return f"{'. '.join(parts)}."
