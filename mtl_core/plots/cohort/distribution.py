"""How one column is spread among patients with different outcomes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.look import (
    DASHES,
    HATCH,
    PALETTE,
    Chart,
    name_rows,
    new_figure,
    plain,
    row_height,
    wrapped,
)
from mtl_core.words import counted, level_text, percent, rounded

GROUPS = 5
"""Outcomes beyond this many are summed up as others."""
LEVELS = 12
BINS = 24
OTHERS, MISSING = "all others", "missing"


def column_by_outcome(values: pd.Series, outcome: pd.Series, name: str, task: str) -> Chart:
    """Draw the distribution of one column for each class of a task, missing cells included.

    Parameters
    ----------
    values
        Column of the cohort: numbers with NaN, or text with ``None``; shape (rows,).
    outcome
        Class label per row, text or number, missing where it is unknown; shape (rows,). Rows
        without a label are left out.
    name, task
        How the column and the task are called.
    """
    known = outcome.notna()
    values, groups = values[known], _groups(outcome[known].map(level_text))
    title = f"{name} by {task}"
    if values.empty:
        words = f"No row has a known label of {task}."
        return Chart(new_figure(height=260), title, words, words, pd.DataFrame())
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if numeric and values.nunique() > LEVELS:
        table = _shares(_number_bins(values), groups)
        figure = _curves(table, name)
    else:
        table = _shares(_numbered(values) if numeric else _frequent(values), groups)
        figure = _bars(table, name)
    figure.update_layout(legend={"title": {"text": wrapped(task, 24, 2)}})
    reading = f"{name} by {task}: {_compared(values, groups, numeric=numeric)}."
    return Chart(figure, title, f"Distribution by outcome. {reading}", reading, table)


def _groups(outcome: pd.Series) -> pd.Series:
    counts = outcome.value_counts()
    kept = set(counts.index if len(counts) <= GROUPS else counts.index[: GROUPS - 1])
    return outcome.where(outcome.isin(kept), OTHERS)


def _number_bins(values: pd.Series) -> pd.Series:
    """Bin of each cell, called by its centre; the outer bins hold everything beyond them."""
    finite = np.isfinite(values.to_numpy(dtype=np.float64))
    known = values.to_numpy(dtype=np.float64)[finite]
    low, high = np.quantile(known, [0.01, 0.99])
    if low == high:
        low, high = float(known.min()), float(known.max())
    edges = np.linspace(low, high, BINS + 1)
    cells = np.full(len(values), BINS)
    cells[finite] = np.clip(np.searchsorted(edges, known, side="right") - 1, 0, BINS - 1)
    labels = pd.Index([*(float(centre) for centre in (edges[:-1] + edges[1:]) / 2), MISSING])
    return pd.Series(pd.Categorical.from_codes(cells.tolist(), labels), index=values.index)


def _numbered(values: pd.Series) -> pd.Series:
    """Level of each cell of a column with few different numbers, in their order."""
    distinct = np.unique(values.dropna().to_numpy(dtype=np.float64))
    names = {value: f"{value:.6g}" for value in distinct}
    return _levels(values.map(names), list(dict.fromkeys(names.values())))


def _frequent(values: pd.Series) -> pd.Series:
    """Level of each cell: the most frequent ones, then all others."""
    text = values.map(str, na_action="ignore")
    counts = text.value_counts()
    kept = [str(level) for level in counts.index[:LEVELS]]
    if len(counts) > LEVELS:
        text, kept = text.where(text.isna() | text.isin(kept), OTHERS), [*kept, OTHERS]
    return _levels(text, kept)


def _levels(text: pd.Series, order: list[str]) -> pd.Series:
    blank = [MISSING] if text.isna().any() and MISSING not in order else []
    return pd.Series(pd.Categorical(text.fillna(MISSING), [*order, *blank]), index=text.index)


def _shares(cells: pd.Series, groups: pd.Series) -> pd.DataFrame:
    """Share of each group's rows in each bin or level, and how many rows that is."""
    counts = pd.crosstab(cells, groups, dropna=False)
    counts = counts.reindex(list(cells.cat.categories), fill_value=0)
    parts = [
        pd.DataFrame(
            {
                "value": counts.index.astype(object),
                "outcome": group,
                "rows": counts[group].to_numpy(),
                "share": counts[group].to_numpy() / max(int(counts[group].sum()), 1),
            }
        )
        for group in counts.columns
    ]
    return pd.concat(parts, ignore_index=True)


def _curves(table: pd.DataFrame, name: str) -> go.Figure:
    figure = new_figure(
        height=340, x_title=wrapped(name, 60), y_title="Share of the outcome's rows"
    )
    for place, (group, part) in enumerate(table.groupby("outcome", sort=False)):
        known = part[part["value"] != MISSING]
        figure.add_scatter(
            x=known["value"].to_numpy(dtype=np.float64),
            y=known["share"].to_numpy(),
            mode="lines",
            line={
                "color": PALETTE[place % len(PALETTE)],
                "dash": DASHES[place % len(DASHES)],
                "width": 2,
                "shape": "hvh",
            },
            customdata=known["rows"].to_numpy(),
            hovertemplate="%{x:.4~g}<br>%{y:.1%}, %{customdata:,} rows<extra></extra>",
            name=wrapped(str(group), 24, 2),
        )
    figure.update_layout(yaxis={"tickformat": ".0%", "rangemode": "tozero"})
    return figure


def _bars(table: pd.DataFrame, name: str) -> go.Figure:
    levels = list(dict.fromkeys(str(value) for value in table["value"]))
    rows = [wrapped(level, 24, 2) for level in levels]
    n_groups = table["outcome"].nunique()
    each = max(row_height(rows, smallest=26), 14 * n_groups + 10)
    figure = new_figure(
        height=120 + each * max(len(rows), 1), x_title=f"{plain(name)}: share of the outcome's rows"
    )
    for place, (group, part) in enumerate(table.groupby("outcome", sort=False)):
        figure.add_bar(
            x=part["share"].to_numpy(),
            y=np.arange(len(part)),
            orientation="h",
            marker={
                "color": PALETTE[place % len(PALETTE)],
                "pattern": HATCH if place % 2 else {},
            },
            customdata=np.column_stack(
                [part["rows"].to_numpy(), [plain(str(v)) for v in part["value"]]]
            ),
            hovertemplate="%{customdata[1]}<br>%{x:.1%}, %{customdata[0]:,} rows<extra></extra>",
            name=wrapped(str(group), 24, 2),
        )
    name_rows(figure, rows)
    figure.update_layout(barmode="group", xaxis={"tickformat": ".0%", "rangemode": "tozero"})
    return figure


def _compared(values: pd.Series, groups: pd.Series, *, numeric: bool) -> str:
    """Say what differs: medians or the most frequent level, and what is missing, by outcome."""
    parts = []
    for group, cells in values.groupby(groups, sort=True):
        known = cells.dropna()
        blank = f"{percent(float(cells.isna().mean()))} missing"
        if known.empty:
            middle = "no known value"
        elif numeric:
            middle = f"median {rounded(float(known.median()))}"
        else:
            most = known.map(str).value_counts()
            middle = f"most often {most.index[0]} ({percent(float(most.iloc[0] / len(cells)))})"
        parts.append(f"{group}: {middle}, {blank}, {counted(len(cells), 'row')}")
    return "; ".join(parts)
