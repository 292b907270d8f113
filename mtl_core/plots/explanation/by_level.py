"""Which features carry a task, level by level of one column."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.plots.explanation.attributions import in_people_units, units_of
from mtl_core.plots.explanation.level_marks import level_marks
from mtl_core.plots.look import Chart, name_rows, new_figure, plain, row_height, wrapped
from mtl_core.schema.explained import LevelImportance
from mtl_core.words import counted, rounded

LEVEL_FEATURES = 8
_SPREAD = 0.7
"""Part of a row that the levels of one feature take."""


def level_importance_plot(found: LevelImportance) -> Chart:
    """Draw the mean contribution of the eight leading features, a mark per level.

    Bars are 95 % intervals over patients of the level. Levels with fewer than 20 explained patients
    have no mark; the table says why.
    """
    unit = units_of(is_risk=found.is_risk)
    table = found.table.copy()
    table["feature"] = table["feature"].astype(object)
    for name in ("mean_abs", "low", "high"):
        table[name] = in_people_units(table[name].astype(np.float64), is_risk=found.is_risk)
    shown = table[table["mean_abs"].notna()]
    features = list(dict.fromkeys(shown["feature"]))[:LEVEL_FEATURES]
    levels = [level for level in found.sizes if level in set(shown["level"])]
    names = [wrapped(feature, 22) for feature in features]
    height = max(row_height(names, smallest=30), 14 * len(levels) + 12)
    figure = new_figure(
        height=130 + 24 * len(levels) + height * max(len(names), 1),
        x_title=f"Mean contribution, 95 % interval<br>({unit})",
    )
    offsets = np.linspace(-_SPREAD / 2, _SPREAD / 2, len(levels)) if len(levels) > 1 else [0.0]
    for (level, mark), offset in zip(level_marks(levels), offsets, strict=False):
        mine = shown[shown["level"] == level].set_index("feature").reindex(features)
        mean = mine["mean_abs"].to_numpy(np.float64)
        low, high = mine["low"].to_numpy(np.float64), mine["high"].to_numpy(np.float64)
        figure.add_scatter(
            x=mean,
            y=np.arange(len(features)) + offset,
            mode="markers",
            marker={**mark, "size": 8},
            error_x={"array": high - mean, "arrayminus": mean - low, "thickness": 1.5},
            customdata=np.column_stack([[plain(name) for name in features], low, high]),
            hovertemplate="%{customdata[0]}<br>%{x:.3~g} (%{customdata[1]:.3~g} to "
            "%{customdata[2]:.3~g})<extra></extra>",
            name=plain(f"{level} (n = {found.sizes[str(level)]})"),
        )
    figure.update_xaxes(rangemode="tozero")
    name_rows(figure, names)
    reading = _reading(found, shown, unit)
    parts = [
        f"{line['level']}: {line['feature']} {_value(line)}"
        for level in levels
        for _, line in shown[shown["level"] == level].head(3).iterrows()
    ]
    alt = f"Marks by level of {found.column}, in {unit}. {'; '.join(parts)}. {reading}"
    table["unit"] = unit
    return Chart(figure, f"What drives {found.output}, by {found.column}", alt, reading, table)


def _reading(found: LevelImportance, shown: pd.DataFrame, unit: str) -> str:
    parts = []
    for level, n in found.sizes.items():
        mine = shown[shown["level"] == level]
        if mine.empty:
            parts.append(f"{level}: not estimable, {counted(n, 'explained patient')}")
            continue
        top = mine.sort_values("mean_abs", ascending=False, kind="stable").iloc[0]
        parts.append(f"{level}: {top['feature']}, {_value(top)}")
    if found.unknown:
        parts.append(f"{found.column} unknown: {counted(found.unknown, 'patient')}, left out")
    if not found.sizes:
        return f"No explained patient has a known {found.column}."
    return f"Largest mean contribution in {unit} by {found.column}. {'; '.join(parts)}."


def _value(line: pd.Series) -> str:
    low, high = rounded(float(line["low"])), rounded(float(line["high"]))
    return f"{rounded(float(line['mean_abs']))} ({low} to {high}, n = {line['n']})"
