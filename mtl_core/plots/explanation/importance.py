"""What drives each task: shares per task and feature, and bars with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.plots.explanation.attributions import in_people_units, of_task
from mtl_core.plots.look import (
    BLUE,
    GREY,
    SHARE_SCALE,
    Chart,
    draw_cells,
    name_columns,
    name_rows,
    new_figure,
    plain,
    row_height,
    rows_figure_height,
    wrapped,
)
from mtl_core.schema import Output
from mtl_core.words import counted, listed, percent, rounded

MAP_FEATURES = 20
BAR_FEATURES = 15


def task_feature_map(matrix: pd.DataFrame) -> Chart:
    """Draw how much of each task's explanation falls on each feature.

    The 20 features with the largest total are drawn; shares still refer to all features.

    Parameters
    ----------
    matrix
        Of :func:`~mtl_core.explanation.task_feature_matrix`: shares without units.
    """
    shares = matrix.T
    order = shares.sum(axis=1).sort_index().sort_values(ascending=False, kind="stable").index
    shown = shares.loc[order[:MAP_FEATURES]]
    tasks = [str(task) for task in shown.columns]
    names = [wrapped(str(feature), 22) for feature in shown.index]
    figure = new_figure(height=rows_figure_height(names, smallest=28) + 90)
    cells = shown.to_numpy(dtype=np.float64)
    draw_cells(
        figure,
        cells,
        np.array([[f"{100 * v:.0f}" if v >= 0.005 else "" for v in row] for row in cells]),
        SHARE_SCALE,
        (0, None),
        customdata=np.array(
            [[f"{plain(task)}: {plain(str(f))}" for task in tasks] for f in shown.index],
            dtype=object,
        ),
        hovertemplate="%{customdata}<br>%{z:.1%} of the task's explanation<extra></extra>",
    )
    name_rows(figure, names)
    name_columns(figure, tasks, 18)
    table = shares.loc[order].rename_axis("feature").reset_index()
    reading, alt = _map_words(shares)
    return Chart(figure, "What drives each task", alt, reading, table)


def _map_words(shares: pd.DataFrame) -> tuple[str, str]:
    if shares.empty:
        words = "No patient was explained."
        return words, words
    tops = {str(task): str(shares[task].idxmax()) for task in shares.columns}
    parts = [
        f"{task}: "
        + ", ".join(
            f"{feature} {percent(float(share))}"
            for feature, share in shares[task].sort_values(ascending=False).head(3).items()
        )
        for task in shares.columns
    ]
    counts = pd.Series(list(tops.values())).value_counts(sort=True)
    lead = str(counts.index[0])
    cells = shares.to_numpy(dtype=np.float64)
    i, j = divmod(int(cells.argmax()), cells.shape[1])
    reading = (
        f"{lead} weighs most for {int(counts.iloc[0])} of {counted(len(tops), 'task')}; the "
        f"single largest share is {shares.index[i]} for {shares.columns[j]} "
        f"({percent(float(cells[i, j]))}). Cells are per cent of the task's explanation."
    )
    return reading, f"Heat map of features by task; top three features. {'. '.join(parts)}."


def importance_bars(found: pd.DataFrame, output: Output) -> Chart:
    """Draw the mean absolute Shapley value of the 15 leading features of one task.

    Parameters
    ----------
    found
        Of :func:`~mtl_core.explanation.importance`; its interval says how a bar would move with
        other patients, not with another network.
    """
    values = of_task(found.assign(value=found["mean_abs"]), output)
    top = values.long.sort_values(["shown", "feature"], ascending=[False, True])[:BAR_FEATURES]
    features = [str(feature) for feature in top["feature"]]
    mean, low, high = (
        in_people_units(top[name].to_numpy(np.float64), is_risk=values.is_risk)
        for name in ("mean_abs", "low", "high")
    )
    n_patients = counted(int(top["n"].max()) if len(top) else 0, "patient")
    names = [wrapped(feature, 22) for feature in features]
    figure = new_figure(
        height=100 + row_height(names, smallest=30) * max(len(names), 1),
        x_title=f"Mean contribution, 95 % interval<br>({values.unit})",
    )
    figure.add_bar(
        x=mean,
        y=np.arange(len(features)),
        orientation="h",
        marker={"color": BLUE},
        error_x={"array": high - mean, "arrayminus": mean - low, "color": GREY, "thickness": 2},
        customdata=np.column_stack(
            [np.array([plain(f) for f in features], dtype=object), low, high]
        ),
        hovertemplate="%{customdata[0]}<br>%{x:.3~g} (%{customdata[1]:.3~g} to "
        f"%{{customdata[2]:.3~g}})<br>{n_patients}<extra></extra>",
        showlegend=False,
    )
    name_rows(figure, names)
    table = pd.DataFrame(
        {"feature": features, "mean_size": mean, "low": low, "high": high,
         "unit": values.unit, "n_patients": top["n"].to_numpy()}
    )  # fmt: skip
    parts = [f"{f} {rounded(float(m))}" for f, m in zip(features, mean, strict=True)]
    reading = (
        f"On average over {n_patients}, {features[0]} moves the "
        f"estimate most, by {rounded(float(mean[0]))} {values.unit}"
        + (f"; {listed(features[1:3])} {'follows' if len(features) == 2 else 'follow'}."
           if len(features) > 1 else ".")
        if features
        else "No patient was explained for this task."
    )  # fmt: skip
    alt = f"Bars of mean contribution in {values.unit}, largest first: {'; '.join(parts)}."
    return Chart(figure, f"What drives {values.name}", alt, reading, table)
