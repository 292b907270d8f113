"""Who changes sides at a threshold: of a hundred patients with the outcome, and without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.look import (
    BLUE,
    GREY,
    HATCH,
    ORANGE,
    Chart,
    name_rows,
    new_figure,
    rows_figure_height,
)
from mtl_core.words import Interval, decimal, estimable, signed, with_interval

_ROWS = ("With the outcome", "Without the outcome")
_RIGHTLY = ("found by multi-task only", "spared a false alarm")
_WRONGLY = ("found by single-task only", "given a false alarm")
_NET_BELOW = 0.4
_SMALLEST_AXIS = 1.0


@dataclass(frozen=True, slots=True)
class SidesChanged:
    """Patients of one kind whom one arm flags and the other does not.

    Attributes
    ----------
    n
        Patients (rows) with the outcome, or without.
    rightly, wrongly
        How many multi-task puts on the right side where single-task does not, and the reverse.
    net
        ``(rightly - wrongly) / n``, -1 to 1, with its interval.
    """

    n: int
    rightly: int
    wrongly: int
    net: Interval

    def of_hundred(self, count: int) -> float:
        """Write a count as so many of a hundred; 0 where there is nobody."""
        return 100 * count / self.n if self.n else 0.0

    @property
    def stay(self) -> int:
        """Patients who are on the same side with both arms."""
        return self.n - self.rightly - self.wrongly


def reclassification_plot(events: SidesChanged, others: SidesChanged) -> Chart:
    """Draw who changes sides when multi-task takes the place of single-task.

    Right of zero are patients whom multi-task puts right, left those whom it puts wrong, in
    parts of a hundred patients with the outcome, and of a hundred without; the diamond is the net.
    """
    rows = (events, others)
    labels = [
        f"<b>{name}</b><br>n {row.n:,}<br>{decimal(row.of_hundred(row.stay), 1)} of 100 stay"
        for name, row in zip(_ROWS, rows, strict=True)
    ]
    figure = new_figure(
        height=110 + rows_figure_height(labels, smallest=90),
        x_title="← worse · better →<br>patients out of 100",
    )
    _draw_bars(figure, rows, 1, "put right by multi-task", BLUE, {})
    _draw_bars(figure, rows, -1, "put wrong by multi-task", ORANGE, HATCH)
    _draw_net(figure, rows)
    figure.add_vline(x=0, line={"color": GREY, "width": 1.5})
    name_rows(figure, labels)
    limit = _limit(rows)
    figure.update_layout(
        barmode="relative",
        xaxis={"range": [-limit, limit], "fixedrange": True},
        yaxis={"range": [1.65, -0.5], "fixedrange": True},
    )
    return Chart(figure, "Who changes sides?", _alt(rows), _reading(rows), _table(rows))


def _draw_bars(
    figure: go.Figure,
    rows: Sequence[SidesChanged],
    side: int,
    name: str,
    colour: str,
    hatch: dict[str, object],
) -> None:
    counts = [row.rightly if side > 0 else row.wrongly for row in rows]
    shares = [row.of_hundred(count) for row, count in zip(rows, counts, strict=True)]
    said = _RIGHTLY if side > 0 else _WRONGLY
    figure.add_bar(
        x=side * np.array(shares),
        y=np.arange(len(rows)),
        orientation="h",
        width=np.full(len(rows), 0.42),
        marker={"color": colour, "pattern": hatch, "line": {"width": 0}},
        text=[decimal(share, 1) for share in shares],
        textposition="outside",
        cliponaxis=False,
        customdata=np.array(list(zip(said, counts, strict=True)), dtype=object),
        hovertemplate="%{customdata[1]:,} %{customdata[0]} (%{text} of 100)<extra></extra>",
        name=name,
    )


def _draw_net(figure: go.Figure, rows: Sequence[SidesChanged]) -> None:
    places = [i for i, row in enumerate(rows) if estimable(row.net)]
    if not places:
        return
    found = [rows[i].net for i in places]
    value = 100 * np.array([net.value for net in found], dtype=np.float64)
    low = 100 * np.array([net.value if net.low is None else net.low for net in found], float)
    high = 100 * np.array([net.value if net.high is None else net.high for net in found], float)
    figure.add_scatter(
        x=value,
        y=np.array(places) + _NET_BELOW,
        mode="markers",
        marker={"symbol": "diamond", "size": 10, "color": GREY},
        error_x={"array": high - value, "arrayminus": value - low, "color": GREY, "width": 5},
        hovertemplate="net %{x:+.1f} of 100<extra></extra>",
        name="net, with its 95 % interval",
    )


def _limit(rows: Sequence[SidesChanged]) -> float:
    """Half width of the axis: bars, their numbers and the intervals of the net have room."""
    ends = [row.of_hundred(max(row.rightly, row.wrongly)) for row in rows]
    ends += [100 * abs(end) for row in rows for end in (row.net.low, row.net.high) if end]
    return max(_SMALLEST_AXIS, 1.3 * max(ends))


def _reading(rows: Sequence[SidesChanged]) -> str:
    with_outcome, without = rows
    if not any(row.rightly + row.wrongly for row in rows):
        return "Nobody changes sides: both arms flag the same patients."
    found, lost = (
        decimal(with_outcome.of_hundred(count), 1)
        for count in (with_outcome.rightly, with_outcome.wrongly)
    )
    spared, alarmed = (
        decimal(without.of_hundred(count), 1) for count in (without.rightly, without.wrongly)
    )
    return (
        f"Of 100 patients with the outcome (n {with_outcome.n:,}), multi-task finds {found} whom "
        f"single-task misses, and misses {lost} whom single-task finds. Of 100 without it "
        f"(n {without.n:,}), {spared} are spared a false alarm and {alarmed} are given one."
    )


def _alt(rows: Sequence[SidesChanged]) -> str:
    parts = [
        f"{name} (n {row.n:,}): {row.rightly:,} {right}, {row.wrongly:,} {wrong}, "
        f"{row.stay:,} on the same side; net {_net_words(row.net)} of 100"
        for name, row, right, wrong in zip(_ROWS, rows, _RIGHTLY, _WRONGLY, strict=True)
    ]
    return f"Bars to both sides of zero, for patients {'. '.join(parts)}."


def _net_words(net: Interval) -> str:
    return with_interval(net, lambda share: signed(100 * share, 1))


def _table(rows: Sequence[SidesChanged]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (name, row.n, row.rightly, row.wrongly, row.stay, row.net.value, row.net.low,
             row.net.high)
            for name, row in zip(_ROWS, rows, strict=True)
        ],
        columns=["patients", "n", "put right", "put wrong", "same side", "net share", "low",
                 "high"],
    )  # fmt: skip
