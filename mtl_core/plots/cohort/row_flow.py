"""From the rows of the file to the labels of each task, as a flow of boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from mtl_core.formats import RowStep
from mtl_core.plots.look import GREY, Chart, new_figure, wrapped
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import Repair, WithoutRows
from mtl_core.words import counted

TITLE = "From the file to the tasks"

REASONS: dict[str, str] = {
    FindingCode.EMPTY_ROWS: "without any value",
    FindingCode.RAGGED_ROWS: "with too many or too few cells",
    FindingCode.REPEATED_HEADER: "repeating the header",
    FindingCode.NOTES_BELOW: "of notes below the table",
    FindingCode.TOTAL_ROWS: "of totals",
    FindingCode.REPEATED_ROWS: "repeating an earlier row",
}
_LINE, _PAD, _GAP = 17, 18, 26
_MAIN, _SIDE = (0.0, 0.5), (0.56, 1.0)


@dataclass(frozen=True, slots=True)
class _Box:
    """One box of the diagram: its lines of text, and whether it stands beside the flow."""

    lines: tuple[str, ...]
    beside: bool = False
    wide: bool = False

    @property
    def height(self) -> int:
        return _LINE * len(self.lines) + _PAD


def row_flow(
    n_rows: int,
    row_steps: Sequence[RowStep],
    *,
    labelled: Mapping[str, int],
    n_patients: int | None = None,
    repairs: Sequence[Repair] = (),
) -> Chart:
    """Draw which rows of the file became rows of the table, and how many each task can use.

    Parameters
    ----------
    n_rows
        Rows of the table.
    row_steps
        Rows of the file that are not in the table, in the order in which they went.
    labelled
        Rows with a known label by task; empty before tasks are declared.
    n_patients
        Different patients, where a patient id is declared.
    repairs
        The accepted repairs: they tell which rows were left out by a decision.
    """
    set_aside, decided = _split(row_steps, repairs)
    n_file = n_rows + sum(step.n_rows for step in row_steps)
    lines: list[tuple[str, int]] = [("rows in the file", n_file)]
    lines += [(f"set aside while reading: rows {_reason(s)}", s.n_rows) for s in set_aside]
    lines += [(f"left out by your decision: rows {_reason(s)}", s.n_rows) for s in decided]
    lines.append(("rows of the table", n_rows))
    if n_patients is not None:
        lines.append(("patients", n_patients))
    lines += [(f"rows with a label: {task}", n) for task, n in labelled.items()]
    table = pd.DataFrame(lines, columns=["step", "n"])
    boxes = _boxes(n_file, n_rows, set_aside, decided, n_patients) + _task_boxes(labelled)
    reading = _reading(n_file, n_rows, set_aside, decided)
    alt = "; ".join(f"{step}: {n:,}" for step, n in lines)
    return Chart(_figure(boxes), TITLE, f"Flow of rows. {alt}.", reading, table)


def _split(
    row_steps: Sequence[RowStep], repairs: Sequence[Repair]
) -> tuple[list[RowStep], list[RowStep]]:
    """Tell the rows set aside while reading from those left out by a decision, which come last."""
    agreed = [r.reason.code for r in repairs if isinstance(r, WithoutRows)]
    steps = list(row_steps)
    decided: list[RowStep] = []
    while steps and steps[-1].code in agreed:
        agreed.remove(FindingCode(steps[-1].code))
        decided.insert(0, steps.pop())
    return steps, decided


def _reason(step: RowStep) -> str:
    return REASONS.get(step.code, step.code.replace("-", " "))


def _boxes(
    n_file: int,
    n_rows: int,
    set_aside: Sequence[RowStep],
    decided: Sequence[RowStep],
    n_patients: int | None,
) -> list[_Box]:
    boxes = [_Box((f"<b>{counted(n_file, 'row')}</b>", "in the file"))]
    for steps, words in ((set_aside, "set aside while reading"), (decided, "left out by you")):
        if steps:
            gone = sum(step.n_rows for step in steps)
            reasons = [f"{step.n_rows:,} {_reason(step)}" for step in steps]
            parts = [f"<b>{counted(gone, 'row')}</b>", words]
            parts += [line for reason in reasons for line in wrapped(reason, 24).split("<br>")]
            boxes.append(_Box(tuple(parts), beside=True))
    patients = [] if n_patients is None else [f"of {counted(n_patients, 'patient')}"]
    table = (f"<b>{counted(n_rows, 'row')}</b>", "in the table", *patients)
    return [*boxes, _Box(table)]


def _task_boxes(labelled: Mapping[str, int]) -> list[_Box]:
    if not labelled:
        return []
    texts = [f"{wrapped(task, 44, 2)}: <b>{n:,}</b>" for task, n in labelled.items()]
    lines = [line for text in texts for line in text.split("<br>")]
    return [_Box(("Rows with a known label", *lines), wide=True)]


def _figure(boxes: Sequence[_Box]) -> go.Figure:
    """Stack the boxes from top to bottom; pixels are the unit of the upright axis."""
    height = sum(box.height + _GAP for box in boxes)
    figure = new_figure(height=height + 16)
    main = [box for box in boxes if not box.beside]
    top, below = 0.0, 0.0
    for box in boxes:
        left, right = _SIDE if box.beside else (_MAIN[0], 1.0) if box.wide else _MAIN
        if box is not main[0]:
            _arrow(figure, box, top, below)
        figure.add_shape(
            type="rect",
            x0=left,
            x1=right,
            y0=top,
            y1=top + box.height,
            line={"color": GREY, "width": 1},
        )
        figure.add_annotation(
            x=(left + right) / 2,
            y=top + box.height / 2,
            text="<br>".join(box.lines),
            showarrow=False,
            align="center",
            font={"size": 12},
        )
        if not box.beside:
            below = top + box.height
        top += box.height + _GAP
    figure.update_layout(
        height=max(height + 16, 120),
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        xaxis={"visible": False, "range": [-0.01, 1.01], "fixedrange": True},
        yaxis={"visible": False, "range": [height - _GAP + 4, -4], "fixedrange": True},
    )
    return figure


def _arrow(figure: go.Figure, box: _Box, top: float, below: float) -> None:
    """Lead from the last box of the flow to ``box``: downwards, or to the side."""
    middle = sum(_MAIN) / 2
    across = top + box.height / 2
    ends = (_SIDE[0], across, middle, across) if box.beside else (middle, top, middle, below)
    figure.add_annotation(
        x=ends[0],
        y=ends[1],
        ax=ends[2],
        ay=ends[3],
        xref="x",
        yref="y",
        axref="x",
        ayref="y",
        text="",
        arrowhead=2,
        arrowwidth=1.5,
        arrowcolor=GREY,
    )


def _reading(
    n_file: int, n_rows: int, set_aside: Sequence[RowStep], decided: Sequence[RowStep]
) -> str:
    if not set_aside and not decided:
        return f"All {counted(n_file, 'row')} of the file are in the table."
    parts = [
        f"{counted(sum(step.n_rows for step in steps), 'row')} {words}"
        for steps, words in (
            (set_aside, "set aside while reading"),
            (decided, "left out by your decision"),
        )
        if steps
    ]
    return f"{n_rows:,} of {counted(n_file, 'row')} are in the table; {' and '.join(parts)}."
