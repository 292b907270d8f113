"""Whom did sharing help: a map of tasks and subgroups."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.look import (
    ROOMY,
    Chart,
    draw_cells,
    label_columns,
    name_mark,
    name_rows,
    new_figure,
    plain,
    row_height,
    wrapped,
)
from mtl_core.schema import Difference, Verdict
from mtl_core.schema.answers import SubgroupReport
from mtl_core.words import listed, signed, with_interval

_SIGNS = {
    "helped": ("+", "#7DB6DE"),
    "harmed": ("−", "#F2B27E"),
    "no meaningful difference": ("=", "#F4F4F4"),
    "cannot tell": ("?", "#D4D4D4"),
    "learned alone": ("•", "#E6E0F5"),
    "too few": ("×", "#B8B8B8"),
}
"""Sign and colour of each finding; every colour carries dark text."""

_SHORT = {"no meaningful difference": "same", "cannot tell": "unclear", "learned alone": "alone"}
_VERDICTS = {
    Verdict.BETTER: "helped",
    Verdict.WORSE: "harmed",
    Verdict.NO_MEANINGFUL_DIFFERENCE: "no meaningful difference",
    Verdict.INCONCLUSIVE: "cannot tell",
}


def subgroup_map(report: SubgroupReport) -> Chart:
    """Draw what sharing did for each task (row) in each subgroup (column).

    A cell has colour, sign and, where there is room, a word; the legend has all words. Verdicts are
    corrected for the number of cells.
    """
    tasks, groups = list(report.tasks), list(report.sizes)
    words = np.array(
        [
            [finding_of(report.tasks[t].subgroups[g].difference) for g in groups]
            for t in tasks
        ],
        dtype=object,
    ).reshape(len(tasks), len(groups))  # fmt: skip
    labels = [wrapped(task, 16) for task in tasks]
    figure = new_figure(height=190 + row_height(labels, smallest=46) * max(len(tasks), 1))
    _draw_cells(figure, report, words)
    name_rows(figure, labels)
    label_columns(figure, groups)
    table = _table(report)
    reading = _reading(tasks, groups, words)
    alt = f"Map of tasks by {report.question.column}. {_alt(tasks, groups, words)} {reading}"
    return Chart(figure, "Whom did sharing help?", alt, reading, table)


def finding_of(difference: Difference) -> str:
    """Say what sharing did in one cell."""
    if difference.value is None:
        return "too few"
    if difference.value == difference.low == difference.high == 0.0:
        return "learned alone"
    return _VERDICTS[difference.verdict or Verdict.INCONCLUSIVE]


def _draw_cells(figure: go.Figure, report: SubgroupReport, words: npt.NDArray[np.object_]) -> None:
    kinds = list(_SIGNS)
    roomy = words.shape[1] <= ROOMY
    shown = [
        [
            _SIGNS[word][0] + (f"<br>{_SHORT.get(word, word)}" if roomy else "")
            for word in line
        ]
        for line in words
    ]  # fmt: skip
    hover = [
        [
            f"{plain(task)}, {plain(name)}: {word}<br>"
            f"{plain(with_interval(found.subgroups[name].difference, signed))}"
            for name, word in zip(report.sizes, line, strict=True)
        ]
        for (task, found), line in zip(report.tasks.items(), words, strict=True)
    ]
    edges = np.linspace(0, 1, len(kinds) + 1)
    scale = [
        (edge, _SIGNS[kind][1])
        for kind, low, high in zip(kinds, edges[:-1], edges[1:], strict=True)
        for edge in (low, high)
    ]
    values = np.array([[kinds.index(word) for word in line] for line in words], dtype=np.float64)
    draw_cells(
        figure,
        values.reshape(words.shape),
        shown,
        scale,
        (-0.5, len(kinds) - 0.5),
        customdata=np.array(hover, dtype=object),
        textfont_size=12 if roomy else 16,
    )
    for kind, (sign, colour) in _SIGNS.items():
        if kind in set(words.ravel()):
            name_mark(figure, f"{sign} {kind}", symbol="square", size=11, color=colour)


def _reading(tasks: list[str], groups: list[str], words: npt.NDArray[np.object_]) -> str:
    counts = Counter(words.ravel())
    parts = [f"{kind} {counts[kind]}" for kind in _SIGNS if counts[kind]]
    harmed = [
        f"{tasks[i]} in {groups[j]}" for i, j in zip(*np.where(words == "harmed"), strict=True)
    ]
    more = f" Harmed: {listed(harmed, 4)}." if harmed else ""
    return f"Of {words.size} pairs of task and subgroup: {', '.join(parts)}.{more}"


def _alt(tasks: list[str], groups: list[str], words: npt.NDArray[np.object_]) -> str:
    lines = [
        f"{task}: {', '.join(f'{g} {word}' for g, word in zip(groups, line, strict=True))}"
        for task, line in zip(tasks, words, strict=True)
    ]
    return f"{'. '.join(lines)}."


def _table(report: SubgroupReport) -> pd.DataFrame:
    lines = [
        (task, name, cell.n, cell.events, d.value, d.low, d.high, d.p_holm, finding_of(d))
        for task, found in report.tasks.items()
        for name, cell in found.subgroups.items()
        for d in (cell.difference,)
    ]
    columns = ["task", "subgroup", "n", "events", "difference", "low", "high", "p_holm", "finding"]
    return pd.DataFrame(lines, columns=columns)
