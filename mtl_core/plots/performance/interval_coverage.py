"""Does the interval hold: the share of truths inside, overall and by thirds of the prediction."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from mtl_core.plots.look import BLUE, GREY, Chart, name_rows, new_figure, rows_figure_height
from mtl_core.schema import Estimate
from mtl_core.schema.answers import IntervalCell, IntervalReport
from mtl_core.words import counted, estimable, interval_95, percent, rounded, with_interval


def interval_coverage_plot(report: IntervalReport) -> Chart:
    """Draw how often conformal intervals held the truth, with Wilson's 95 % intervals.

    The dashed line is the promise. The intervals are equally wide for everybody; where the thirds
    differ, errors grow or shrink with the predicted value.
    """
    rows = _rows(report)
    labels = [f"{name}<br>n {cell.n:,}" for name, cell in rows.items()]
    figure = new_figure(
        height=rows_figure_height(labels, smallest=50),
        x_title="Truth inside the interval, in per cent<br>dashed line: the promise",
    )
    known = [i for i, cell in enumerate(rows.values()) if estimable(cell.covered)]
    found = [cell.covered for cell in rows.values() if estimable(cell.covered)]
    value, low, high = (
        100 * np.array([getattr(one, end) for one in found], dtype=np.float64)
        for end in ("value", "low", "high")
    )
    figure.add_scatter(
        x=value,
        y=np.array(known, dtype=np.float64),
        mode="markers",
        marker={"symbol": ["circle", *["diamond"] * 3][: len(known)], "size": 11, "color": BLUE},
        error_x={"array": high - value, "arrayminus": value - low, "color": BLUE, "width": 5},
        customdata=np.array([_share(one) for one in found], dtype=object),
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )
    figure.add_vline(x=100 * (1 - report.alpha), line={"color": GREY, "dash": "dash", "width": 1.5})
    name_rows(figure, labels)
    least = min([100 * (1 - report.alpha), *low], default=0.0)
    figure.update_layout(xaxis={"range": [max(0.0, least - 5), 102], "fixedrange": True})
    return Chart(figure, "Does the interval hold?", _alt(rows), _reading(report), _table(rows))


def _rows(report: IntervalReport) -> dict[str, IntervalCell]:
    first, second = (rounded(cut) for cut in report.cuts)
    spans = (f"up to {first}", f"to {second}", f"above {second}")
    thirds = zip(report.thirds.items(), spans, strict=True)
    return {
        "All patients": report.everybody,
        **{f"{name.capitalize()} ({span})": cell for (name, cell), span in thirds},
    }


def _reading(report: IntervalReport) -> str:
    if not estimable(report.everybody.covered):
        return "There is no patient."
    held = (
        f"intervals held the truth of {_share(report.everybody.covered)} of "
        f"{counted(report.everybody.n, 'patient')}, where {percent(1 - report.alpha)} was promised"
    )
    lowest, *_, highest = report.thirds.items()
    thirds = " and ".join(
        f"{percent(cell.covered.value, 1)} in the {name}"
        for name, cell in (lowest, highest)
        if cell.covered.value is not None
    )
    start = f"{reach_in_words(report.reach)}; {held}"
    return f"{start}: {thirds} of predicted values." if thirds else f"{start}."


def reach_in_words(reach: Estimate) -> str:
    """Say how far an interval reaches, with its own interval."""
    if reach.value is None:
        return f"The reach of an interval is {reach.reason}"
    start = f"An interval reaches {rounded(reach.value)} to both sides of the prediction"
    return start if reach.low is None else f"{start} ({interval_95(reach, rounded)})"


def _share(share: Estimate) -> str:
    return with_interval(share, partial(percent, digits=1))


def _alt(rows: dict[str, IntervalCell]) -> str:
    parts = [
        f"{name} (n {cell.n:,}): {_share(cell.covered)}, {cell.below:,} below and {cell.above:,} "
        "above the interval"
        for name, cell in rows.items()
    ]
    return f"Shares of truths inside the interval. {'. '.join(parts)}."


def _table(rows: dict[str, IntervalCell]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (name, cell.n, cell.below, cell.above, cell.covered.value, cell.covered.low,
             cell.covered.high)
            for name, cell in rows.items()
        ],
        columns=["patients", "n", "below", "above", "covered", "low", "high"],
    )  # fmt: skip
