"""Which columns are blank together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from mtl_core.arrays import BoolArray, IntArray
from mtl_core.plots.look import BLUE, FAINT, GREY, TEMPLATE, Chart, name_rows, row_height, wrapped
from mtl_core.words import counted, listed, percent

PATTERNS = 15
PATTERN_COLUMNS = 12
"""Beyond this nearly every row has a pattern of its own, and the picture cannot be read."""

TITLE = "Blank together"
_BARS_PIXELS = 150


def missingness_patterns(
    frame: pd.DataFrame, *, limit: int = PATTERNS, most_columns: int = PATTERN_COLUMNS
) -> Chart:
    """Draw which columns are blank in the same rows, most frequent pattern first.

    A pattern is a set of columns that are all blank in a row while the others are known. As in an
    UpSet plot (Lex 2014, doi:10.1109/TVCG.2014.2346248) every pattern is a column of dots under a
    bar with its number of rows; the table is that of ``mice::md.pattern``, one row per pattern.

    Parameters
    ----------
    frame
        The cohort; NaN or ``None`` is a missing cell.
    limit
        Patterns that are drawn; the table has all of them.
    most_columns
        Patterns are formed over this many columns, those with most missing cells.
    """
    blank, names = _most_missing(frame, most_columns)
    patterns, counts = _patterns(blank)
    table = pd.DataFrame(
        np.where(patterns, "missing", "known"),
        columns=[str(name) for name in names],
    )
    table.insert(0, "rows", counts)
    table.insert(1, "share", counts / max(len(frame), 1))
    table.insert(2, "columns missing", patterns.sum(axis=1))
    figure = _figure(patterns[:limit], counts[:limit], names)
    if not names:
        reading = "No cell is missing."
        return Chart(figure, TITLE, f"Missing cells. {reading}", reading, table)
    n_with = int(frame.isna().any().sum())
    reading = _reading(patterns, counts, names, n_with)
    parts = [
        f"{_pattern_words(pattern, names)}: {counted(int(n), 'row')}"
        for pattern, n in zip(patterns[:limit], counts[:limit], strict=True)
    ]
    alt = f"Patterns of missing cells. {reading} {'; '.join(parts)}."
    return Chart(figure, TITLE, alt, reading, table)


def _most_missing(frame: pd.DataFrame, most: int) -> tuple[pd.DataFrame, list[str]]:
    """Blank cells of the columns with most of them, in that order."""
    n_blank = frame.isna().sum()
    order = n_blank[n_blank > 0].sort_values(ascending=False, kind="stable").index[:most]
    return frame[list(order)].isna(), [str(name) for name in order]


def _patterns(blank: pd.DataFrame) -> tuple[BoolArray, IntArray]:
    """Distinct rows of ``blank``, shape (patterns, columns), and their counts, falling."""
    n_columns = blank.shape[1]
    codes = np.zeros(len(blank), dtype=np.int64)
    for place, name in enumerate(blank.columns):
        codes |= blank[name].to_numpy(dtype=np.int64) << place
    distinct, counts = np.unique(codes, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    bits = (distinct[order, None] >> np.arange(n_columns)) & 1
    return bits.astype(np.bool_), counts[order].astype(np.int64)


def _figure(patterns: BoolArray, counts: IntArray, names: list[str]) -> go.Figure:
    rows = [wrapped(name, 18, 2) for name in names]
    matrix = row_height(rows, smallest=24) * max(len(rows), 1)
    total = _BARS_PIXELS + matrix
    figure = make_subplots(
        rows=2,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.02,
        row_heights=[_BARS_PIXELS / total, matrix / total],
    )
    figure.update_layout(
        template=TEMPLATE,
        height=total + 70,
        margin={"l": 8, "r": 8, "t": 28, "b": 40, "pad": 0},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.0, "yanchor": "bottom"},
    )
    places = np.arange(len(counts))
    figure.add_bar(
        x=places,
        y=counts,
        marker={"color": BLUE},
        customdata=np.array([_pattern_words(p, names, html=True) for p in patterns], dtype=object),
        hovertemplate="%{customdata}<br>%{y:,} rows<extra></extra>",
        showlegend=False,
        row=1,
        col=1,
    )
    _dots(figure, patterns)
    name_rows(figure, rows, axis="yaxis2")
    figure.update_layout(
        yaxis={"title": {"text": "Rows"}, "rangemode": "tozero", "automargin": True},
        xaxis={"showticklabels": False, "showgrid": False, "automargin": True},
        xaxis2={
            "title": {"text": "Patterns, most frequent first"},
            "showticklabels": False,
            "showgrid": False,
        },
    )
    return figure


def _dots(figure: go.Figure, patterns: BoolArray) -> None:
    for is_blank, colour, symbol, words in (
        (False, FAINT, "circle", "Known"),
        (True, BLUE, "square", "Missing"),
    ):
        column, row = np.nonzero(patterns == is_blank)
        figure.add_scatter(
            x=column,
            y=row,
            mode="markers",
            marker={
                "color": colour,
                "symbol": symbol,
                "size": 12 if is_blank else 9,
                "line": {"width": 0 if is_blank else 1, "color": GREY},
            },
            hoverinfo="skip",
            name=words,
            row=2,
            col=1,
        )


def _pattern_words(pattern: BoolArray, names: list[str], *, html: bool = False) -> str:
    blank = [name for name, is_blank in zip(names, pattern, strict=True) if is_blank]
    if not blank:
        return "nothing missing"
    words = f"{listed(blank, limit=len(names))} missing"
    return wrapped(words, 40, 8) if html else words


def _reading(patterns: BoolArray, counts: IntArray, names: list[str], n_with: int) -> str:
    n_rows = int(counts.sum())
    complete = int(counts[~patterns.any(axis=1)].sum())
    over = (
        f"the {counted(len(names), 'column')} with most missing cells"
        if n_with > len(names)
        else counted(n_with, "column") + " with missing cells"
    )
    first = (
        f"Over {over}, {complete:,} of {counted(n_rows, 'row')} "
        f"({percent(complete / n_rows)}) are complete"
    )
    together = [(p, int(n)) for p, n in zip(patterns, counts, strict=True) if p.sum() > 1]
    if not together:
        return f"{first}; no two columns are missing in the same row."
    pattern, n = together[0]
    blank = [name for name, is_blank in zip(names, pattern, strict=True) if is_blank]
    return (
        f"{first}; most often {listed(blank, limit=5)} are missing together and nothing else "
        f"({counted(n, 'row')}); {counted(len(counts), 'pattern')} in all."
    )
