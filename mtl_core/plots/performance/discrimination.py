"""How well risks separate patients with the outcome from those without: ROC, precision-recall."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.look import GREY, Chart, curves_height, new_figure, thinned, translucent
from mtl_core.schema import Arm, Curve, Estimate
from mtl_core.words import decimal, estimable, percent, with_interval

_NO_ESTIMATE = Estimate(reason="no estimate was computed")


def roc_plot(curves: Mapping[Arm, Curve], auroc: Mapping[Arm, Estimate]) -> Chart:
    """Draw sensitivity against 1 - specificity; the diagonal is a model that knows nothing.

    Parameters
    ----------
    curves
        ``x`` is 1 - specificity, ``y`` sensitivity, both 0 to 1.
    auroc
        Printed beside each arm's name.
    """
    figure = _unit_square(
        len(curves), "1 − specificity (false alarms)", "Sensitivity (events found)"
    )
    draw_reference(figure, np.array([0.0, 1.0]), np.array([0.0, 1.0]), "Chance")
    for arm, curve in curves.items():
        draw_curve(figure, arm, curve, note=_note("AUROC", auroc.get(arm, _NO_ESTIMATE)))
    best = _best(auroc)
    if best is None:
        reading = "The AUROC could not be estimated for any model."
    else:
        arm, value = best
        reading = (
            f"{arm.facts.label}: of a patient with the outcome and one without, the one with it "
            f"has the higher risk in {percent(value)} of such pairs (AUROC {decimal(value)}); "
            "50 % would be chance."
        )
    alt = _alt("ROC curves", "AUROC", auroc)
    return Chart(figure, "ROC curve", alt, reading, curves_table(curves))


def precision_recall_plot(
    curves: Mapping[Arm, Curve], auprc: Mapping[Arm, Estimate], prevalence: float
) -> Chart:
    """Draw precision against sensitivity, with the prevalence as the line of knowing nothing.

    Parameters
    ----------
    curves
        ``x`` is sensitivity (recall), ``y`` precision (PPV), both 0 to 1.
    prevalence
        Share of events among the labelled patients, 0 to 1.
    """
    figure = _unit_square(
        len(curves), "Sensitivity (events found)", "Precision (alarms that are true)"
    )
    level = np.array([prevalence, prevalence])
    name = f"Prevalence {percent(prevalence, 1)}"
    draw_reference(figure, np.array([0.0, 1.0]), level, name)
    for arm, curve in curves.items():
        draw_curve(figure, arm, curve, note=_note("AUPRC", auprc.get(arm, _NO_ESTIMATE)))
    best = _best(auprc)
    if best is None:
        reading = "The AUPRC could not be estimated for any model."
    else:
        arm, value = best
        reading = (
            f"{arm.facts.label}: AUPRC {decimal(value)} where knowing nothing gives "
            f"{decimal(prevalence)}, the share of patients with the outcome."
        )
    alt = f"{_alt('Precision-recall curves', 'AUPRC', auprc)} Prevalence {percent(prevalence, 1)}."
    return Chart(figure, "Precision-recall curve", alt, reading, curves_table(curves))


def draw_curve(figure: go.Figure, arm: Arm, curve: Curve, *, note: str) -> None:
    """Draw one arm's curve with its band, if it has one."""
    style = arm.facts.style
    keep = thinned(len(curve.x))
    if curve.low is not None and curve.high is not None:
        figure.add_scatter(
            x=np.concatenate([curve.x[keep], curve.x[keep][::-1]]),
            y=np.concatenate([curve.high[keep], curve.low[keep][::-1]]),
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=translucent(style.colour),
            hoverinfo="skip",
            showlegend=False,
            legendgroup=str(arm),
            name=f"{arm.facts.label}, 95 % band",
        )
    figure.add_scatter(
        x=curve.x[keep],
        y=curve.y[keep],
        mode="lines",
        line={"color": style.colour, "dash": style.dash, "width": 2.5},
        hovertemplate=f"{arm.facts.label}<br>%{{x:.3f}}, %{{y:.3f}}<extra></extra>",
        legendgroup=str(arm),
        name=f"{arm.facts.label}{note}",
    )


def curves_table(curves: Mapping[Arm, Curve]) -> pd.DataFrame:
    """Stack curves into one long table: arm, x, y and the band where there is one."""
    parts = [
        pd.DataFrame(
            {
                "arm": str(arm),
                "x": curve.x,
                "y": curve.y,
                "low": np.full(len(curve.x), np.nan) if curve.low is None else curve.low,
                "high": np.full(len(curve.x), np.nan) if curve.high is None else curve.high,
            }
        )
        for arm, curve in curves.items()
    ]
    empty = pd.DataFrame(columns=["arm", "x", "y", "low", "high"])
    return pd.concat(parts, ignore_index=True) if parts else empty


def _unit_square(n_curves: int, x_title: str, y_title: str) -> go.Figure:
    figure = new_figure(height=curves_height(n_curves), x_title=x_title, y_title=y_title)
    figure.update_layout(
        xaxis={"range": [-0.02, 1.02], "dtick": 0.2},
        yaxis={"range": [-0.02, 1.02], "dtick": 0.2},
    )
    return figure


def draw_reference(
    figure: go.Figure,
    x: np.ndarray[tuple[int], np.dtype[np.float64]],
    y: np.ndarray[tuple[int], np.dtype[np.float64]],
    name: str,
) -> None:
    """Draw a dotted line that a curve is read against."""
    figure.add_scatter(
        x=x, y=y, mode="lines", name=name, hoverinfo="name", line={"color": GREY, "dash": "dot"}
    )


def _note(measure: str, estimate: Estimate) -> str:
    return f"<br>{measure} {with_interval(estimate)}"


def _best(estimates: Mapping[Arm, Estimate]) -> tuple[Arm, float] | None:
    if estimable(estimates.get(Arm.MULTI_TASK)):
        arm = Arm.MULTI_TASK
    else:
        found = [arm for arm, estimate in estimates.items() if estimable(estimate)]
        if not found:
            return None
        arm = found[0]
    value = estimates[arm].value
    return None if value is None else (arm, value)


def _alt(what: str, measure: str, estimates: Mapping[Arm, Estimate]) -> str:
    parts = [
        f"{arm.facts.label}: {measure} {with_interval(estimate)}"
        + ("" if estimate.n is None else f", n {estimate.n:,}")
        for arm, estimate in estimates.items()
    ]
    return f"{what}. {'. '.join(parts)}."
