"""Which tasks are alike to the networks: the relation that the design task relation learns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from mtl_core.arrays import FloatArray
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
from mtl_core.schema import LearnedRelation
from mtl_core.words import counted, signed

FEWEST_NETWORKS = 3
"""With fewer, their deviation says too little, and no cell has a sign."""

_ALIKE, _OPPOSITE, _UNDIRECTED, _UNCLEAR = "+", "−", "±", "·"


def relation_map(relation: LearnedRelation) -> Chart:
    """Draw how the tasks of one group are related, those that are alike side by side.

    Cells hold a sign beside their colour: ``+`` alike, ``−`` opposite, ``±`` related without a
    direction (a task of several classes), a dot where the networks do not agree (the mean is
    smaller than twice its deviation over the networks).
    """
    values = matrix_of(relation.matrix)
    order = clustered([[place] for place in range(len(values))], np.nan_to_num(values))
    tasks = [relation.tasks[place] for place in order]
    values = values[np.ix_(order, order)]
    spread = matrix_of(relation.spread)[np.ix_(order, order)]
    np.fill_diagonal(values, np.nan)
    if relation.n_networks < FEWEST_NETWORKS:
        spread = np.full_like(spread, np.nan)
    signs = _signs(tasks, values, spread, relation.unsigned)
    figure = square_figure(tasks, "Task of that number")
    _draw_cells(figure, tasks, values, spread, signs)
    table = _table(tasks, values, spread, signs)
    reading = _reading(relation, table)
    alt = f"Map of {counted(len(tasks), 'task')}. {_alt(table)} {reading}"
    return Chart(figure, "Which tasks are alike to the networks", alt, reading, table)


def _signs(
    tasks: Sequence[str], values: FloatArray, spread: FloatArray, unsigned: Sequence[str]
) -> npt.NDArray[np.object_]:
    clear = np.abs(values) > 2 * np.nan_to_num(spread, nan=np.inf)
    size = np.array([task in unsigned for task in tasks])
    direction = np.where(values > 0, _ALIKE, _OPPOSITE).astype(object)
    direction[size[:, None] | size] = _UNDIRECTED
    signs = np.where(clear, direction, _UNCLEAR)
    signs[np.isnan(values)] = ""
    return signs


def _draw_cells(
    figure: go.Figure,
    tasks: Sequence[str],
    values: FloatArray,
    spread: FloatArray,
    signs: npt.NDArray[np.object_],
) -> None:
    names = [plain(task) for task in tasks]
    n_tasks = len(tasks)
    hover = [
        [
            "" if np.isnan(values[i, j]) else f"{names[i]} and {names[j]}:<br>"
            f"{signed(values[i, j], 2)} (deviation {_deviation(spread[i, j])})"
            for j in range(n_tasks)
        ]
        for i in range(n_tasks)
    ]  # fmt: skip
    hovers = np.array(hover, dtype=object)
    draw_cells(figure, values, signs, HARM_HELP, (-1.0, 1.0), customdata=hovers, textfont_size=16)
    shown = set(signs.ravel())
    for sign, colour, words in (
        (_ALIKE, BLUE, "+ alike"),
        (_OPPOSITE, ORANGE, "− opposite"),
        (_UNDIRECTED, VIOLET, "± related, no direction"),
        (_UNCLEAR, GREY, "· cannot tell"),
    ):
        if sign in shown:
            name_mark(figure, words, symbol="square", size=11, color=colour)


def _deviation(value: float) -> str:
    return f"{value:.2f}" if np.isfinite(value) else "unknown"


def _table(
    tasks: Sequence[str],
    values: FloatArray,
    spread: FloatArray,
    signs: npt.NDArray[np.object_],
) -> pd.DataFrame:
    lines = [
        (tasks[i], tasks[j], float(values[i, j]), float(spread[i, j]), str(signs[i, j]))
        for i in range(len(tasks))
        for j in range(i + 1, len(tasks))
    ]
    return pd.DataFrame(lines, columns=["task", "and", "relation", "deviation", "sign"])


def _reading(relation: LearnedRelation, table: pd.DataFrame) -> str:
    start = f"Mean of {counted(relation.n_networks, 'network')}."
    clear = table[table["sign"] != _UNCLEAR].dropna(subset="relation")
    if not len(clear):
        return f"{start} The networks do not agree on any relation."
    ordered = clear.sort_values("relation", kind="stable")
    least, most = ordered.iloc[0], ordered.iloc[-1]
    words = []
    if most["relation"] > 0:
        words.append(f"{most['task']} and {most['and']} are most alike ({_value(most)})")
    if least["relation"] < 0:
        words.append(f"{least['task']} and {least['and']} most opposite ({_value(least)})")
    return f"{start} {'; '.join(words)}."


def _value(line: pd.Series) -> str:
    return signed(float(line["relation"]), 2)


def _alt(table: pd.DataFrame) -> str:
    words = {
        _ALIKE: "alike",
        _OPPOSITE: "opposite",
        _UNDIRECTED: "related, without a direction",
        _UNCLEAR: "cannot tell",
    }
    lines = [
        f"{task} and {other}: {words.get(sign, 'unknown')}"
        for task, other, sign in zip(table["task"], table["and"], table["sign"], strict=True)
    ]
    return f"{'. '.join(lines)}."
