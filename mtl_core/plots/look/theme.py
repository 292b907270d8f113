"""One look for all figures: colours, symbols, dashes, background, axes with long names.

Text colours and fonts are never set, so figures take those of the page, light or dark. The colours
have a contrast of at least 3 to 1 on white and on near-black, follow Okabe and Ito (Color Universal
Design, 2008), and stay apart for people with red-green blindness; still, no colour stands alone: a
symbol, dash, hatch or word says the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from mtl_core.schema import Verdict
from mtl_core.schema.arms import Style

BLUE, ORANGE, GREEN, VIOLET, ROSE, GREY = (
    "#0072B2",
    "#E06000",
    "#009E73",
    "#8B5CF6",
    "#B3395B",
    "#7F7F7F",
)
UP, DOWN = "#B3395B", "#3D8DA3"
"""With and without the outcome, pushed up and down: apart from the colours of the arms."""
PALETTE = (BLUE, ORANGE, GREEN, VIOLET, ROSE)
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross")

FAINT = "rgba(127,127,127,0.25)"
BAND = "rgba(127,127,127,0.18)"

_ROOMY_ARMS = 4

SMALLEST_HEIGHT = 260
"""Pixels: legend, axis and its title leave room for one row."""

HATCH = {"shape": "/", "fillmode": "overlay", "fgcolor": "rgba(255,255,255,0.6)", "size": 7}
"""Solid colour with pale stripes: tells two kinds of bars apart without colour."""

SHARE_SCALE = ((0.0, "#F1F5F8"), (1.0, "#4C97CB"))
"""Little to much: cells carry their own background, so their text has a colour of its own."""
CELL_TEXT = "#1A1A1A"

UP_DOWN_SCALE = ((0.0, "#8CC3D2"), (0.5, "#F4F4F4"), (1.0, "#E8A9BB"))
"""Pushed down to pushed up; every cell carries dark text with the sign of its number."""

RANK_SCALE = ((0.0, "#2F86D0"), (0.5, "#8F7FA8"), (1.0, "#E06000"))
"""Low to high value of a feature; every step is visible on white and on near-black."""


VERDICT_STYLES: dict[Verdict, Style] = {
    Verdict.BETTER: Style(BLUE, "triangle-up"),
    Verdict.WORSE: Style(ORANGE, "triangle-down"),
    Verdict.NO_MEANINGFUL_DIFFERENCE: Style(GREY, "square"),
    Verdict.INCONCLUSIVE: Style(GREY, "circle-open"),
}

TEMPLATE = go.layout.Template(
    layout={
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": [*PALETTE, GREY],
        "xaxis": {"gridcolor": FAINT, "zeroline": False, "linecolor": FAINT, "automargin": True},
        "yaxis": {"gridcolor": FAINT, "zeroline": False, "linecolor": FAINT, "automargin": True},
        "hovermode": "closest",
    }
)


def new_figure(*, height: int, x_title: str = "", y_title: str = "") -> go.Figure:
    """Return an empty figure in the house look.

    The legend stands above the plot, where it takes no width; margins grow with the labels.
    """
    figure = go.Figure()
    figure.update_layout(
        template=TEMPLATE,
        height=max(height, SMALLEST_HEIGHT),
        margin={"l": 8, "r": 8, "t": 28, "b": 40, "pad": 0},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.0, "yanchor": "bottom"},
        xaxis={"title": {"text": x_title}, "automargin": True, "zeroline": False},
        yaxis={"title": {"text": y_title}, "automargin": True, "zeroline": False},
    )
    return figure


def name_rows(figure: go.Figure, names: Sequence[str], *, axis: str = "yaxis") -> None:
    """Print ``names`` (already escaped) along an axis at 0, 1, 2, ..., the first on top.

    Rows are numbers, not categories, so two names that were shortened alike stay two rows.
    """
    figure.update_layout(
        {
            axis: {
                "tickmode": "array",
                "tickvals": np.arange(len(names)),
                "ticktext": list(names),
                "range": [len(names) - 0.4, -0.6],
                "showgrid": False,
                "automargin": True,
                "ticklabelstandoff": 8,
                "zeroline": False,
            }
        }
    )


def row_height(names: Sequence[str], *, smallest: int = 34, line: int = 16) -> int:
    """Pixels that one row needs so that its longest wrapped name does not touch the next."""
    lines = max((name.count("<br>") + 1 for name in names), default=1)
    return max(smallest, 10 + line * lines)


def rows_figure_height(names: Sequence[str], *, smallest: int = 34) -> int:
    """Height in pixels of a figure with one row per name, legend and axis included."""
    return 120 + row_height(names, smallest=smallest) * max(len(names), 1)


def curves_height(n_curves: int) -> int:
    """Height in pixels of a figure of curves, with a legend of two lines per curve above it.

    A legend may take half of a figure and scrolls beyond that, so on a narrow screen many curves
    need more.
    """
    return 400 + 28 * n_curves + 32 * max(n_curves - _ROOMY_ARMS, 0)


def translucent(colour: str) -> str:
    """Return a colour pale enough for a band behind lines.

    Examples
    --------
    >>> translucent("#0072B2")
    'rgba(0,114,178,0.16)'
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.16)"


def group_colour(position: int) -> str:
    """Colour of the group at ``position``; colours repeat, letters do not."""
    return PALETTE[position % len(PALETTE)]


def group_letter(position: int) -> str:
    """Letter of the group at ``position``.

    Examples
    --------
    >>> [group_letter(i) for i in (0, 25, 26)]
    ['A', 'Z', 'AA']
    """
    head, tail = divmod(position, 26)
    return ("" if head == 0 else group_letter(head - 1)) + chr(ord("A") + tail)
