"""Which tasks are explained alike: a map of cosines between their explanations."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.plots.look import HARM_HELP, Chart, clustered, draw_cells, plain, square_figure
from mtl_core.schema.explained import TaskSimilarity
from mtl_core.words import counted, listed, signed


def similarity_map(found: TaskSimilarity) -> Chart:
    """Draw how alike tasks are explained, those that are alike side by side.

    Cells hold the cosine; a dot where its 95 % interval holds 0, and nothing on the diagonal.
    """
    n_tasks = len(found.tasks)
    order = clustered([[place] for place in range(n_tasks)], np.nan_to_num(found.matrix))
    matrix, low, high = (
        m[np.ix_(order, order)].copy() for m in (found.matrix, found.low, found.high)
    )
    np.fill_diagonal(matrix, np.nan)
    tasks = [found.tasks[place] for place in order]
    figure = square_figure(tasks, "Task of that number")
    texts = [["" for _ in tasks] for _ in tasks]
    hover = [["" for _ in tasks] for _ in tasks]
    lines = []
    for i, j in zip(*np.nonzero(~np.isnan(matrix)), strict=True):
        value, ends = float(matrix[i, j]), (float(low[i, j]), float(high[i, j]))
        unclear = ends[0] <= 0 <= ends[1]
        texts[i][j] = "·" if unclear else signed(value, 2)
        words = f"{signed(value, 2)} ({signed(ends[0], 2)} to {signed(ends[1], 2)})"
        hover[i][j] = f"{plain(tasks[i])} and {plain(tasks[j])}:<br>{words}"
        if i < j:
            lines.append((tasks[i], tasks[j], value, *ends, found.n_patients))
    cells, hovers = (np.array(words, dtype=object) for words in (texts, hover))
    draw_cells(figure, matrix, cells, HARM_HELP, (-1.0, 1.0), customdata=hovers)
    table = pd.DataFrame(lines, columns=["task", "and", "cosine", "low", "high", "n_patients"])
    reading = _reading(found, table)
    pairs = [f"{line['task']} and {line['and']}: {_value(line)}" for _, line in table.iterrows()]
    alt = f"Map of {counted(n_tasks, 'task')}. {'. '.join(pairs)}. {reading}"
    return Chart(figure, "Which tasks are explained alike", alt, reading, table)


def _reading(found: TaskSimilarity, table: pd.DataFrame) -> str:
    if table.empty:
        return "No feature moves two of the tasks, so nothing can be compared."
    ordered = table.sort_values("cosine", kind="stable")
    least, most = ordered.iloc[0], ordered.iloc[-1]
    start = f"Over {counted(found.n_patients, 'patient')}"
    if len(table) == 1:
        words = f"{start}, the explanations of {most['task']} and {most['and']} have a cosine of "
        words += _value(most)
    else:
        words = (
            f"{start}, {most['task']} and {most['and']} are explained most alike (cosine "
            f"{_value(most)}), {least['task']} and {least['and']} least ({_value(least)})"
        )
    if found.left_out:
        words += f"; without {listed(found.left_out, 4)} (no direction)"
    return f"{words}."


def _value(line: pd.Series) -> str:
    value, low, high = (signed(float(line[name]), 2) for name in ("cosine", "low", "high"))
    return f"{value}, {low} to {high}"
