"""The decision curve of a task, with the interval of the difference from the study's resamples."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from mtl_core.evaluation.thresholds import decision_curves
from mtl_core.plots.performance import decision_curve_plot
from mtl_core.schema import Arm
from mtl_core.schema.net_benefit import DecisionCurves
from ui.session import cached
from ui.session.cached import per_run
from ui.session.run_view import RunView
from ui.widgets.charts import show_chart


def show_decision_curve(
    view: RunView, name: str, arms: Sequence[Arm], threshold: float | None
) -> None:
    """Draw net benefit over thresholds and say what it is at ``threshold``."""
    curves = _curves(view.run_id, name, tuple(arms))
    if curves is None:
        return
    st.markdown(
        "**Is acting on the risk worth it?** Net benefit counts the patients found and takes off "
        "the false alarms, each weighed as the threshold says. A model is worth using at a "
        "threshold where its line lies above both grey ones: flag everybody, and flag nobody."
    )
    show_chart(decision_curve_plot(curves, threshold), key="decision_curve")
    st.caption(_about_the_band(curves, view.study.plan.repeats))


def _about_the_band(curves: DecisionCurves, n_repeats: int) -> str:
    mean = "" if n_repeats == 1 else f" Lines are means over {n_repeats} repeats."
    if curves.difference is None:
        return f"Without both neural arms there is no difference to show.{mean}"
    if curves.difference.low is None:
        return (
            "The difference has no interval: the cohort of this run is no longer where it was, so "
            f"it is not known which rows are one patient.{mean}"
        )
    return (
        "The band in the lower panel is the 95 % interval of multi-task minus single-task, by "
        "patient, at one threshold at a time; it is not corrected for looking at many "
        f"thresholds.{mean}"
    )


@per_run(max_entries=12, show_spinner="Weighing found against false alarms")
def _curves(run_id: str, name: str, arms: tuple[Arm, ...]) -> DecisionCurves | None:
    study, predictions = cached.study(run_id), cached.task_predictions(run_id, name)
    if study is None or predictions is None:
        return None
    resamples = cached.resamples(run_id)
    return decision_curves(predictions, study.schema.task(name), arms, resamples=resamples)
