"""Whether a risk of 20 % means 20 in 100, and how risks are distributed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray
from mtl_core.plots.look import DOWN, GREY, HATCH, UP, Chart, curves_height, new_figure, plain
from mtl_core.plots.performance.discrimination import curves_table, draw_curve, draw_reference
from mtl_core.schema import Arm, Curve, Estimate
from mtl_core.words import counted, percent, with_interval

_N_BINS = 40


def calibration_plot(
    curves: Mapping[Arm, Curve], slopes: Mapping[Arm, Estimate] | None = None
) -> Chart:
    """Draw observed frequency against estimated risk, with the diagonal of perfect agreement.

    Parameters
    ----------
    curves
        ``x`` is the estimated risk, ``y`` the smoothed observed frequency, both 0 to 1; the band
        is its 95 % interval.
    slopes
        Calibration slopes, printed beside the arms' names; 1 is ideal, below 1 means risks too
        extreme.
    """
    slopes = {} if slopes is None else slopes
    top = max((float(np.nanmax(c.x)) for c in curves.values() if len(c.x)), default=1.0)
    top = min(1.0, max(1.25 * top, 0.1))
    figure = new_figure(
        height=curves_height(len(curves)), x_title="Estimated risk", y_title="Observed frequency"
    )
    ends = np.array([0.0, 1.0])
    draw_reference(figure, ends, ends, "Perfect agreement")
    for arm, curve in curves.items():
        note = f"<br>slope {with_interval(slopes[arm])}" if arm in slopes else ""
        draw_curve(figure, arm, curve, note=note)
    figure.update_layout(
        xaxis={"range": [0, top], "tickformat": ".0%"},
        yaxis={"range": [0, top], "tickformat": ".0%"},
    )
    parts = [f"{arm.facts.label}: {_largest_gap(curve)}" for arm, curve in curves.items()]
    alt = f"Calibration curves; the diagonal is perfect agreement. {' '.join(parts)}"
    first = curves.get(Arm.MULTI_TASK, next(iter(curves.values()), None))
    reading = "No calibration curve could be drawn." if first is None else _largest_gap(first)
    return Chart(figure, "Calibration", alt, reading, curves_table(curves))


def _largest_gap(curve: Curve) -> str:
    """Say where curve and diagonal are furthest apart, out of 100 patients."""
    gap = np.abs(curve.y - curve.x)
    if not np.any(np.isfinite(gap)):
        return "The observed frequency could not be estimated."
    at = int(np.nanargmax(gap))
    said, seen = 100 * float(curve.x[at]), 100 * float(curve.y[at])
    return (
        f"At the largest gap, of 100 patients with an estimated risk of {said:.0f} % about "
        f"{seen:.0f} had the outcome."
    )


def risk_distribution(
    observed: FloatArray, predicted: FloatArray, outcome: str = "the outcome"
) -> Chart:
    """Draw how risks are distributed, upwards with the outcome and downwards without.

    Parameters
    ----------
    observed
        1 with the outcome, 0 without; shape ``(n,)``. Rows with NaN are left out.
    predicted
        Risk, 0 to 1; shape ``(n,)``.
    outcome
        The positive class in words.
    """
    known = np.isfinite(observed) & np.isfinite(predicted)
    events = predicted[known & (observed == 1)]
    others = predicted[known & (observed == 0)]
    edges = np.linspace(0.0, 1.0, _N_BINS + 1)
    shares = [np.histogram(r, edges)[0] / max(len(r), 1) for r in (events, others)]
    figure = new_figure(
        height=curves_height(2), x_title="Estimated risk", y_title="Share of patients"
    )
    middles = (edges[:-1] + edges[1:]) / 2
    up: dict[str, object] = {"color": UP, "pattern": HATCH, "line": {"width": 0}}
    down: dict[str, object] = {"color": DOWN, "line": {"width": 0}}
    for name, risks, share, side, marker in (
        (f"With {outcome}", events, shares[0], 1, up),
        (f"Without {outcome}", others, shares[1], -1, down),
    ):
        figure.add_bar(
            x=middles,
            y=side * share,
            width=np.full(_N_BINS, 1 / _N_BINS),
            marker=marker,
            customdata=share,
            hovertemplate=f"{plain(name)} (n {len(risks):,})<br>risk about %{{x:.0%}}"
            "<br>%{customdata:.1%} of them<extra></extra>",
            name=f"{plain(name)} (n {len(risks):,})",
        )
    limit = 1.1 * max(float(share.max()) for share in shares) or 1.0
    top = float(f"{limit:.0e}")
    ticks = np.array([-top, -top / 2, 0.0, top / 2, top])
    limit = max(limit, 1.05 * top)
    figure.update_layout(
        barmode="overlay",
        bargap=0,
        xaxis={"range": [0, 1], "tickformat": ".0%"},
        yaxis={"range": [-limit, limit], "tickmode": "array", "tickvals": ticks,
               "ticktext": [percent(abs(float(v)), 1) for v in ticks]},
    )  # fmt: skip
    figure.add_hline(y=0, line={"color": GREY, "width": 1})
    table = pd.DataFrame(
        {
            "risk_from": edges[:-1],
            "risk_to": edges[1:],
            "n_with_outcome": np.histogram(events, edges)[0],
            "n_without_outcome": np.histogram(others, edges)[0],
        }
    )
    reading = _separation(events, others, outcome)
    alt = f"Two histograms of risk back to back. {reading}"
    return Chart(figure, "Distribution of risk", alt, reading, table)


def _separation(events: FloatArray, others: FloatArray, outcome: str) -> str:
    if len(events) == 0 or len(others) == 0:
        return (
            "Risks of patients with and without the outcome cannot be compared: one side is empty."
        )
    high, low = float(np.median(events)), float(np.median(others))
    return (
        f"Half of the {counted(len(events), 'patient')} with {outcome} had a risk above "
        f"{percent(high)}; half of the {len(others):,} without had one below {percent(low)}."
    )
