"""How alike both neural arms are explained, beside what another training changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.look import (
    BAND,
    GREY,
    UP,
    Chart,
    name_mark,
    name_rows,
    new_figure,
    rows_figure_height,
    wrapped,
)
from mtl_core.schema import named
from mtl_core.schema.answers import ArmsExplained, Likeness, OutputInArms
from mtl_core.words import counted, decimal, listed


def arms_likeness_plot(report: ArmsExplained) -> Chart:
    """Draw how alike both arms are explained for each output, with the seed-noise band.

    The band reaches from the less alike pair of halves to 1: what another training of the same
    networks changes. A point left of it differs by more than that.
    """
    outputs = [o for o in report.outputs if o.between.cosine is not None]
    names = [wrapped(output_name(report, output), 22) for output in outputs]
    figure = new_figure(
        height=rows_figure_height(names, smallest=34) + 40,
        x_title="Likeness of explanations (cosine)<br>← unlike · alike →",
    )
    for place, output in enumerate(outputs):
        figure.add_shape(
            type="rect",
            x0=_noise(output),
            x1=1,
            y0=place - 0.38,
            y1=place + 0.38,
            fillcolor=BAND,
            line={"width": 0},
            layer="below",
        )
    name_mark(figure, "Seed-noise band", symbol="square", size=13, color=BAND)
    for beyond, colour, symbol, words in (
        (False, GREY, "circle", "Both arms, inside the band"),
        (True, UP, "triangle-left", "Both arms, less alike than the band"),
    ):
        _draw_between(figure, outputs, colour, symbol, words, beyond=beyond)
    name_rows(figure, names)
    table = pd.DataFrame([_line(output) for output in report.outputs])
    reading = _reading(report, outputs)
    told = [
        f"{output_name(report, o)}: {_value(o.between)}, band from {decimal(_noise(o), 2)}"
        for o in outputs
    ]
    alt = f"Points by task on a band of training noise. {'. '.join(told)}. {reading}"
    return Chart(figure, "Are both arms explained alike?", alt, reading, table)


def output_name(report: ArmsExplained, output: OutputInArms) -> str:
    """Name a task, with its class where it has several."""
    return named(each.output for each in report.outputs)[output.output]


def _noise(output: OutputInArms) -> float:
    """Cosine of the less alike pair of halves; 1 where none is known."""
    known = [h.cosine for h in (output.multi_task, output.single_task) if h.cosine is not None]
    return min(known, default=1.0)


def _value(likeness: Likeness) -> str:
    value, low, high = (
        decimal(1.0 if number is None else number, 2)
        for number in (likeness.cosine, likeness.low, likeness.high)
    )
    return f"{value} ({low} to {high})"


def _draw_between(
    figure: go.Figure,
    outputs: Sequence[OutputInArms],
    colour: str,
    symbol: str,
    words: str,
    *,
    beyond: bool,
) -> None:
    chosen = [(i, o.between) for i, o in enumerate(outputs) if o.beyond_noise is beyond]
    if not chosen:
        return
    x, low, high = (
        np.array([getattr(likeness, name) for _, likeness in chosen], dtype=np.float64)
        for name in ("cosine", "low", "high")
    )
    figure.add_scatter(
        x=x,
        y=np.array([i for i, _ in chosen]),
        mode="markers",
        marker={"color": colour, "symbol": symbol, "size": 11},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": high - x,
            "arrayminus": x - low,
            "color": colour,
            "width": 4,
        },
        customdata=np.array([_value(likeness) for _, likeness in chosen], dtype=object),
        hovertemplate="%{customdata}<extra></extra>",
        name=words,
    )


def _line(output: OutputInArms) -> dict[str, object]:
    between = output.between
    return {
        "task": output.task,
        "class": output.label,
        "cosine": between.cosine,
        "low": between.low,
        "high": between.high,
        "rank_correlation": between.rank_correlation,
        "multi_task_halves": output.multi_task.cosine,
        "single_task_halves": output.single_task.cosine,
        "beyond_noise": output.beyond_noise,
    }


def _reading(report: ArmsExplained, outputs: Sequence[OutputInArms]) -> str:
    if not outputs:
        return "No feature moves an estimate in both arms, so nothing can be compared."
    apart = [o for o in outputs if o.beyond_noise]
    start = f"Over {counted(report.n_patients, 'patient')}"
    if not apart:
        return (
            f"{start}, the two arms are explained as alike as the halves of one arm, for all "
            f"{counted(len(outputs), 'estimate')}: no more than training noise is seen."
        )
    farthest = min(apart, key=lambda o: o.between.cosine or 0.0)
    return (
        f"{start}, {len(apart)} of {counted(len(outputs), 'estimate')} "
        f"{'is' if len(apart) == 1 else 'are'} explained less alike by the two arms than by halves "
        f"of one arm: {listed([output_name(report, o) for o in apart], 4)}. Farthest: "
        f"{output_name(report, farthest)}, cosine {_value(farthest.between)} against a band "
        f"from {decimal(_noise(farthest), 2)}."
    )
