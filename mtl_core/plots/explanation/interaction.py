"""What two features do together for one task: a map of the groups of both."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.plots.explanation.attributions import in_people_units, units_of
from mtl_core.plots.look import (
    UP_DOWN_SCALE,
    Chart,
    draw_cells,
    label_columns,
    name_rows,
    new_figure,
    plain,
    row_height,
    wrapped,
)
from mtl_core.schema.explained import PairEffect
from mtl_core.words import counted, percent, rounded, signed, with_minus


def interaction_map(found: PairEffect) -> Chart:
    """Draw the mean interaction for each pair of groups of two features.

    Above zero both together push up more than the sum of what each does alone. A cell holds the
    mean and the number of patients; pairs of groups with fewer than ten have a dash.
    """
    table = found.table.copy()
    for name in ("mean", "low", "high"):
        table[name] = in_people_units(table[name], is_risk=found.is_risk)
    shape = len(found.first_groups), len(found.second_groups)
    means = table["mean"].to_numpy(np.float64).reshape(shape)
    most = float(np.nanmax(np.abs(means), initial=0.0)) or 1.0
    names = [wrapped(f"{found.first}: {group}", 20) for group in found.first_groups]
    figure = new_figure(
        height=170 + row_height(names, smallest=56) * max(shape[0], 1),
    )
    draw_cells(
        figure,
        np.nan_to_num(means),
        np.array([_cell(line) for _, line in table.iterrows()], dtype=object).reshape(shape),
        UP_DOWN_SCALE,
        (-most, most),
        customdata=np.array(
            [_hover(found, line) for _, line in table.iterrows()], dtype=object
        ).reshape(shape),
    )
    name_rows(figure, names)
    label_columns(figure, found.second_groups, found.second)
    reading = _reading(found)
    cells = [
        f"{line['first']} and {line['second']}: {_words(line)}" for _, line in table.iterrows()
    ]
    alt = (
        f"Map of {found.first} (rows) by {found.second} (columns), mean interaction in "
        f"{units_of(is_risk=found.is_risk)}. {'. '.join(cells)}. {reading}"
    )
    return Chart(
        figure, f"{found.first} and {found.second} together, {found.output}", alt, reading, table
    )


def _cell(line: pd.Series) -> str:
    n = f"n {line['n']}"
    return f"–<br>{n}" if np.isnan(line["mean"]) else f"{_size(line['mean'])}<br>{n}"


def _size(value: float) -> str:
    """Write a number of unknown size with its sign."""
    return signed(value, 2) if abs(value) >= 0.1 else with_minus(f"{float(f'{value:.2g}'):+g}")


def _words(line: pd.Series) -> str:
    if np.isnan(line["mean"]):
        return f"{counted(line['n'], 'patient')}, too few for a mean"
    low, high = _size(line["low"]), _size(line["high"])
    return f"{_size(line['mean'])}, {low} to {high}, n = {line['n']}"


def _hover(found: PairEffect, line: pd.Series) -> str:
    return plain(f"{found.first} {line['first']}, {found.second} {line['second']}: {_words(line)}")


def _reading(found: PairEffect) -> str:
    scaled = [
        in_people_units(value, is_risk=found.is_risk)
        for value in (found.size, found.error, found.mean, found.low, found.high)
    ]
    size, error = rounded(scaled[0]), rounded(scaled[1])
    mean, low, high = (_size(value) for value in scaled[2:])
    unit = units_of(is_risk=found.is_risk)
    start = (
        f"Over {counted(found.n_patients, 'patient')}, {found.first} and {found.second} together "
        f"move the estimate by {size} {unit} in mean size beyond what each does alone "
        f"(Monte-Carlo error {error}); with signs the mean is {mean} ({low} to {high})."
    )
    if not found.beyond_error:
        return f"{start} This cannot be told from sampling error."
    total = sum(found.alone)
    share = f" That is {percent(found.size / total)} of what both carry" if total > 0 else ""
    return f"{start}{share}{'.' if share else ''}"
