"""Dots under the intervals of a forest plot: the difference of each repeat alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from mtl_core.plots.comparison.differences import Row
from mtl_core.plots.look import GREY, plain
from mtl_core.words import signed

DOT_PX = 11
"""Pixels that the dots stand below their interval."""


def draw_repeats(figure: go.Figure, rows: Sequence[Row], limit: float, row_px: float) -> None:
    """Draw the dots of all tasks as one legend entry; those past the axis are left out.

    Parameters
    ----------
    limit
        Half width of the axis.
    row_px
        Pixels per row of the figure.
    """
    dots = [
        (value, place + DOT_PX / row_px, plain(row.task), str(number), signed(value))
        for place, row in enumerate(rows)
        for number, value in enumerate(row.by_repeat, start=1)
        if value is not None and abs(value) <= limit
    ]
    if not dots:
        return
    figure.add_scatter(
        x=np.array([dot[0] for dot in dots]),
        y=np.array([dot[1] for dot in dots]),
        mode="markers",
        marker={"symbol": "circle-open", "size": 6, "color": GREY, "line": {"width": 1.2}},
        customdata=np.array([dot[2:] for dot in dots], dtype=object),
        hovertemplate="%{customdata[0]}<br>repeat %{customdata[1]} alone: %{customdata[2]}"
        "<extra></extra>",
        name="one repeat",
    )


def words_on_repeats(rows: Sequence[Row], limit: float) -> str:
    """Say what the dots are and that nothing is tested over them; empty without dots."""
    found = [[v for v in row.by_repeat if v is not None] for row in rows]
    values = [value for task in found for value in task]
    if not values:
        return ""
    n_repeats = max(len(row.by_repeat) for row in rows)
    n_lost = sum(abs(value) > limit for value in values)
    lost = f" Past the edge, and in the table only: {n_lost} of {len(values)}." * (n_lost > 0)
    return (
        f"Each of the {n_repeats} dots below an interval is one repeat: the same patients, "
        "predicted by networks that were trained anew. The interval allows for other patients and "
        f"for the spread of the dots.{lost}"
    )
