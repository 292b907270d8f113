"""Which rows have which labels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from mtl_core.plots.look import (
    DOWN,
    HATCH,
    SHARE_SCALE,
    UP,
    Chart,
    draw_cells,
    name_columns,
    name_rows,
    new_figure,
    rows_figure_height,
    wrapped,
)
from mtl_core.words import counted, listed, percent


def label_availability(labelled: pd.DataFrame, events: Mapping[str, int | None]) -> Chart:
    """Draw for each task how many rows have a label, and how many of these an event.

    Parameters
    ----------
    labelled
        One row per row of the cohort, one boolean column per task: is the label known?
    events
        Rows of the positive (or rarest) class by task; ``None`` for regression.
    """
    tasks = [str(task) for task in labelled.columns]
    n_rows = len(labelled)
    known = labelled.to_numpy(dtype=bool).sum(axis=0)
    happened = np.array([events.get(task) or 0 for task in tasks], dtype=np.int64)
    names = [wrapped(task, 30) for task in tasks]
    words = [_label_words(int(k), events.get(t), n_rows) for t, k in zip(tasks, known, strict=True)]
    figure = new_figure(height=rows_figure_height(names, smallest=40), x_title="Rows of the cohort")
    for counts, width, colour, hatch, name in (
        (known, 0.66, DOWN, {}, "Label known"),
        (happened, 0.3, UP, HATCH, "Event (rarest class)"),
    ):
        figure.add_bar(
            x=counts,
            y=np.arange(len(tasks)),
            width=np.full(len(tasks), width),
            orientation="h",
            marker={"color": colour, "pattern": hatch},
            customdata=np.array(words, dtype=object),
            hovertemplate="%{customdata}<extra></extra>",
            name=name,
        )
    name_rows(figure, names)
    figure.update_layout(barmode="overlay", xaxis={"range": [0, 1.02 * max(n_rows, 1)]})
    table = pd.DataFrame(
        {"task": tasks, "n": n_rows, "labelled": known, "labelled_share": known / max(n_rows, 1),
         "events": pd.array([events.get(task) for task in tasks], dtype="Int64")}
    )  # fmt: skip
    if not tasks:
        return Chart(figure, "Labels per task", "No task.", "No task was declared.", table)
    fewest = int(known.argmin())
    complete = bool((known == n_rows).all())
    reading = (
        f"Every task has a label for each of {counted(n_rows, 'row')}."
        if complete
        else f"{tasks[fewest]} has the fewest labels: {words[fewest]}."
    )
    alt = "; ".join(f"{task}: {text}" for task, text in zip(tasks, words, strict=True))
    return Chart(figure, "Labels per task", f"Bars of labels. {alt}.", reading, table)


def _label_words(known: int, events: int | None, n_rows: int) -> str:
    text = f"{known:,} of {counted(n_rows, 'row')} ({percent(known / max(n_rows, 1))})"
    return text if events is None else f"{text}, {counted(events, 'event')}"


def label_overlap(labelled: pd.DataFrame) -> Chart:
    """Draw how many rows have labels for both of two tasks, as a share of the row's task."""
    tasks = [str(task) for task in labelled.columns]
    known = labelled.to_numpy(dtype=np.int64)
    both = known.T @ known
    own = np.maximum(np.diag(both), 1)[:, None]
    share = both / own
    names = [wrapped(task, 24) for task in tasks]
    figure = new_figure(height=rows_figure_height(names, smallest=34) + 60)
    texts = np.array([[f"{100 * v:.0f}" for v in row] for row in share])
    draw_cells(
        figure,
        share,
        texts,
        SHARE_SCALE,
        (0, 1),
        customdata=both,
        hovertemplate="%{customdata:,} rows have both labels<extra></extra>",
        showscale=True,
        colorbar={"title": {"text": "Share"}, "tickformat": ".0%", "thickness": 12},
    )
    name_rows(figure, names)
    name_columns(figure, tasks)
    table = pd.DataFrame(both, index=tasks, columns=tasks).rename_axis("task").reset_index()
    off = np.where(np.eye(len(tasks), dtype=bool), 2.0, share)
    if len(tasks) < 2:
        reading = "One task has nothing to overlap with."
    else:
        i, j = divmod(int(off.argmin()), len(tasks))
        pair = listed([tasks[i], tasks[j]])
        reading = (
            f"The smallest overlap is between {pair}: {counted(int(both[i, j]), 'row')} with "
            f"both labels ({percent(float(share[i, j]))} of those with {tasks[i]})."
        )
    return Chart(figure, "Labels in common", f"Heat map of task pairs. {reading}", reading, table)
