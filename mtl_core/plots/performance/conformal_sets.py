"""When does it answer: for each class, how many get a right, an open or a wrong answer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.plots.look import (
    DOWN,
    GREY,
    HATCH,
    UP,
    Chart,
    name_rows,
    new_figure,
    rows_figure_height,
    wrapped,
)
from mtl_core.schema.answers import ClassSets, SetReport
from mtl_core.words import counted, percent

_PARTS: tuple[tuple[str, str, str, dict[str, object]], ...] = (
    ("right", "Right answer", DOWN, {}),
    ("open", "Does not know", GREY, {}),
    ("missed", "Does not know, outcome left out", GREY, HATCH),
    ("wrong", "Wrong answer", UP, HATCH),
)


def set_bars(report: SetReport, task: str) -> Chart:
    """Draw for the patients of each class how many got which answer, in per cent.

    Parameters
    ----------
    report
        Counted conformal sets.
    task
        Name of the outcome.
    """
    names = [f"{task}: {label}" for label in report.classes]
    cells = list(report.classes.values())
    labels = [
        f"{wrapped(name, 26, 2)}<br>n {cell.n:,}" for name, cell in zip(names, cells, strict=True)
    ]
    figure = new_figure(
        height=110 + rows_figure_height(labels, smallest=50),
        x_title="Patients of the class, in per cent",
    )
    for key, said, colour, hatch in _PARTS:
        counts = np.array([int(getattr(cell, key)) for cell in cells])
        shares = 100 * counts / np.array([max(cell.n, 1) for cell in cells])
        figure.add_bar(
            x=shares,
            y=np.arange(len(cells)),
            orientation="h",
            width=np.full(len(cells), 0.6),
            marker={"color": colour, "pattern": hatch, "line": {"width": 0}},
            customdata=counts,
            hovertemplate=f"{said}: %{{customdata:,}} (%{{x:.1f}} %)<extra></extra>",
            name=said,
        )
    name_rows(figure, labels)
    figure.update_layout(barmode="stack", xaxis={"range": [0, 100], "fixedrange": True})
    return Chart(figure, "When does it answer?", _alt(report), _reading(report), _table(report))


def _reading(report: SetReport) -> str:
    answered, right = report.answered, report.right_when_answered
    if answered.value is None:
        return "There is no patient."
    start = (
        f"With a promise of {percent(1 - report.alpha)} per class the model gives a single answer "
        f"for {percent(answered.value)} of {counted(report.n, 'patient')}"
    )
    if right.value is None:
        return f"{start}: it does not know for any."
    return (
        f"{start}, and {percent(right.value)} of these answers are right; for the others it does "
        "not know."
    )


def _alt(report: SetReport) -> str:
    parts = [f"{name} (n {cell.n:,}): {_in_words(cell)}" for name, cell in report.classes.items()]
    return f"Stacked bars by observed class. {'. '.join(parts)}."


def _in_words(cell: ClassSets) -> str:
    return ", ".join(f"{said.lower()} {getattr(cell, key):,}" for key, said, _, _ in _PARTS)


def _table(report: SetReport) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (name, c.n, c.right, c.open, c.missed, c.wrong, c.covered.value, c.covered.low,
             c.covered.high)
            for name, c in report.classes.items()
        ],
        columns=[
            "class", "n", "right", "open", "missed", "wrong", "covered", "low", "high",
        ],
    )  # fmt: skip
