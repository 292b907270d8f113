"""What was loaded: missing cells and distributions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mtl_core.plots.look import (
    BLUE,
    GREY,
    HATCH,
    Chart,
    name_rows,
    new_figure,
    plain,
    row_height,
    rows_figure_height,
    wrapped,
)
from mtl_core.schema import ColumnProfile
from mtl_core.words import counted, percent, rounded

BAR_COLUMNS = 40
LEVELS = 20


def missingness_bars(columns: Sequence[ColumnProfile], n_rows: int) -> Chart:
    """Draw the share of missing cells per column, most missing first, at most 40 columns.

    Columns without a missing cell are left out of the picture and kept in the table.
    """
    table = pd.DataFrame(
        [(c.name, str(c.kind), c.missing, round(c.missing * n_rows), n_rows) for c in columns],
        columns=["column", "kind", "missing_share", "n_missing", "n_rows"],
    ).sort_values(["missing_share", "column"], ascending=[False, True], ignore_index=True)
    shown = table[table["missing_share"] > 0].head(BAR_COLUMNS)
    names = [wrapped(str(name), 30) for name in shown["column"]]
    share = shown["missing_share"].to_numpy(dtype=np.float64)
    figure = new_figure(
        height=100 + row_height(names, smallest=24) * max(len(names), 1),
        x_title=f"Missing cells, share of {n_rows:,} rows",
    )
    figure.add_bar(
        x=share,
        y=np.arange(len(names)),
        orientation="h",
        marker={"color": BLUE},
        text=np.array([percent(float(v)) for v in share], dtype=object),
        textposition="outside",
        cliponaxis=False,
        customdata=np.column_stack(
            [np.array([plain(str(v)) for v in shown["column"]], dtype=object), shown["n_missing"]]
        ),
        hovertemplate="%{customdata[0]}<br>%{customdata[1]:,} of "
        f"{n_rows:,} rows<extra></extra>",
        showlegend=False,
    )
    name_rows(figure, names)
    figure.update_layout(xaxis={"range": [0, 1.08], "tickformat": ".0%"})
    n_complete = int((table["missing_share"] == 0).sum())
    if shown.empty:
        reading = f"No cell is missing in any of {counted(len(table), 'column')}."
    else:
        top = shown.iloc[0]
        reading = (
            f"{top['column']} has the most missing cells ({percent(float(top['missing_share']))}); "
            f"{n_complete} of {counted(len(table), 'column')} "
            f"{'is' if n_complete == 1 else 'are'} complete."
        )
    parts = [f"{name} {percent(float(v))}" for name, v in zip(shown["column"], share, strict=True)]
    alt = f"Bars of missing cells. {reading} {'; '.join(parts)}"
    return Chart(figure, "Missing cells", alt.strip(), reading, table)


def column_histogram(values: pd.Series, name: str | None = None) -> Chart:
    """Draw the distribution of one column: a histogram of numbers, or bars of its levels.

    Of a column of text the 20 most frequent levels are drawn, the others summed, and missing cells
    have a bar of their own.
    """
    title = str(values.name) if name is None else name
    known = values.dropna()
    if pd.api.types.is_numeric_dtype(known) and not pd.api.types.is_bool_dtype(known):
        return _numbers(known.to_numpy(dtype=np.float64), title, len(values))
    return _levels(known, title, len(values))


def _numbers(cells: np.ndarray[tuple[int], np.dtype[np.float64]], name: str, n: int) -> Chart:
    cells = cells[np.isfinite(cells)]
    counts, edges = np.histogram(cells, bins=min(40, max(8, int(np.sqrt(len(cells))))))
    figure = new_figure(height=300, x_title=wrapped(name, 60), y_title="Rows")
    figure.add_bar(
        x=(edges[:-1] + edges[1:]) / 2,
        y=counts,
        width=np.diff(edges),
        marker={"color": BLUE, "line": {"width": 0.5, "color": GREY}},
        customdata=np.column_stack([edges[:-1], edges[1:]]),
        hovertemplate="%{customdata[0]:.4~g} to %{customdata[1]:.4~g}<br>%{y:,} rows"
        "<extra></extra>",
        showlegend=False,
    )
    table = pd.DataFrame({"from": edges[:-1], "to": edges[1:], "rows": counts})
    if len(cells) == 0:
        reading = f"{name} has no known value."
    else:
        q = [rounded(float(v)) for v in np.quantile(cells, [0.25, 0.5, 0.75])]
        reading = (
            f"Half of the {len(cells):,} known values of {name} lie between {q[0]} and {q[2]} "
            f"(median {q[1]}); {n - len(cells):,} of {n:,} are missing."
        )
    return Chart(figure, name, f"Histogram. {reading}", reading, table)


def _levels(known: pd.Series, name: str, n: int) -> Chart:
    counts = known.astype(str).value_counts(sort=False).sort_index()
    counts = counts.sort_values(ascending=False, kind="stable")
    shown = counts.head(LEVELS)
    if len(counts) > LEVELS:
        rest = pd.Series({f"{len(counts) - LEVELS} other levels": counts.iloc[LEVELS:].sum()})
        shown = pd.concat([shown, rest])
    names = [wrapped(str(level), 30) for level in shown.index]
    figure = new_figure(height=rows_figure_height(names, smallest=26), x_title="Rows")
    figure.add_bar(
        x=shown.to_numpy(dtype=np.int64),
        y=np.arange(len(names)),
        orientation="h",
        marker={"color": BLUE},
        customdata=np.array([plain(str(level)) for level in shown.index], dtype=object),
        hovertemplate="%{customdata}<br>%{x:,} rows<extra></extra>",
        showlegend=False,
    )
    n_missing = n - len(known)
    if n_missing:
        names.append("missing")
        figure.add_bar(
            x=np.array([n_missing]),
            y=np.array([len(names) - 1]),
            orientation="h",
            marker={"color": GREY, "pattern": HATCH},
            hovertemplate="missing<br>%{x:,} rows<extra></extra>",
            showlegend=False,
        )
    name_rows(figure, names)
    figure.update_layout(height=rows_figure_height(names, smallest=26), barmode="overlay")
    table = counts.rename_axis("level").rename("rows").reset_index()
    if counts.empty:
        reading = f"{name} has no known value."
    else:
        reading = (
            f"{name} has {counted(len(counts), 'level')}; the most frequent is {counts.index[0]} "
            f"({percent(float(counts.iloc[0]) / n)} of {n:,} rows); {n_missing:,} are missing."
        )
    return Chart(figure, name, f"Bars of levels. {reading}", reading, table)
