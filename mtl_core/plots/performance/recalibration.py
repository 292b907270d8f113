"""Whether risks fit better after a map."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.plots.look import BLUE, ORANGE, Chart, curves_height, new_figure, thinned, translucent
from mtl_core.plots.performance.discrimination import curves_table, draw_reference
from mtl_core.schema import Arm, Curve

_SIDES = {"Before": (ORANGE, "dash"), "After, cross-fitted": (BLUE, "solid")}


def recalibration_plot(before: Curve, after: Curve) -> Chart:
    """Draw observed frequency against estimated risk before and after recalibration.

    Parameters
    ----------
    before, after
        ``x`` is the estimated risk, ``y`` the smoothed observed frequency, both 0 to 1; the band is
        its 95 % interval.
    """
    curves = dict(zip(_SIDES, (before, after), strict=True))
    top = min(1.0, max(1.1 * max(float(c.x.max()) for c in curves.values()), 0.1))
    figure = new_figure(
        height=curves_height(2), x_title="Estimated risk", y_title="Observed frequency"
    )
    ends = np.array([0.0, 1.0])
    draw_reference(figure, ends, ends, "Perfect agreement")
    for name, curve in curves.items():
        colour, dash = _SIDES[name]
        keep = thinned(len(curve.x))
        if curve.low is not None and curve.high is not None:
            figure.add_scatter(
                x=np.concatenate([curve.x[keep], curve.x[keep][::-1]]),
                y=np.concatenate([curve.high[keep], curve.low[keep][::-1]]),
                mode="lines",
                line={"width": 0},
                fill="toself",
                fillcolor=translucent(colour),
                hoverinfo="skip",
                showlegend=False,
                name=f"{name}, 95 % band",
            )
        figure.add_scatter(
            x=curve.x[keep],
            y=curve.y[keep],
            mode="lines",
            line={"color": colour, "dash": dash, "width": 2.5},
            hovertemplate=f"{name}<br>%{{x:.3f}}, %{{y:.3f}}<extra></extra>",
            name=name,
        )
    figure.update_layout(
        xaxis={"range": [0, top], "tickformat": ".0%"},
        yaxis={"range": [0, top], "tickformat": ".0%"},
    )
    reading = (
        f"The largest gap between observed frequency and estimated risk is {_gap(before):.1f} "
        f"percentage points before and {_gap(after):.1f} after."
    )
    alt = f"Two calibration curves; the diagonal is perfect agreement. {reading}"
    table = pd.concat(
        [
            curves_table({Arm.MULTI_TASK: curve}).assign(arm=name).rename(columns={"arm": "side"})
            for name, curve in curves.items()
        ],
        ignore_index=True,
    )
    return Chart(figure, "Calibration before and after", alt, reading, table)


def _gap(curve: Curve) -> float:
    return 100 * float(np.abs(curve.y - curve.x).max())
