"""The charts of one task's performance, by kind of task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from mtl_core.evaluation.arms import first_repeat
from mtl_core.evaluation.calibration import calibration_curve
from mtl_core.evaluation.thresholds import precision_recall_curve, roc_curve
from mtl_core.plots.performance import (
    bland_altman_plot,
    calibration_plot,
    observed_predicted_plot,
    precision_recall_plot,
    risk_distribution,
    roc_plot,
)
from mtl_core.schema import Arm, Estimate, Task, TaskResult
from ui.performance.calibration_gaps import show_gaps
from ui.session.run_view import RunView
from ui.widgets.charts import show_chart

FIRST_REPEAT = (
    "The figures below show the first of {n} repeats, where every tested patient stands once; the "
    "numbers in tables and legends are means over all repeats."
)


def show_binary(view: RunView, spec: Task, predictions: pd.DataFrame, arms: list[Arm]) -> None:
    """Show discrimination, calibration and the distribution of risk."""
    task = view.result.tasks[spec.name]
    rows = {arm: first_repeat(predictions, arm) for arm in arms}
    if not all(each.varies for each in rows.values()):
        st.info("A chosen arm has no complete predictions for this task, so nothing is drawn.")
        return
    pairs = {arm: each.pair for arm, each in rows.items()}
    left, right = st.columns(2)
    with left:
        curves = {arm: roc_curve(*pair) for arm, pair in pairs.items()}
        show_chart(roc_plot(curves, _measure(task, arms, "auroc")), key="roc")
    with right:
        curves = {arm: precision_recall_curve(*pair) for arm, pair in pairs.items()}
        prevalence = rows[arms[0]].prevalence
        auprc = _measure(task, arms, "auprc")
        show_chart(precision_recall_plot(curves, auprc, prevalence), key="precision_recall")
    left, right = st.columns(2)
    with left:
        curves = {arm: calibration_curve(*pair) for arm, pair in pairs.items()}
        slopes = _measure(task, arms, "calibration_slope")
        show_chart(calibration_plot(curves, slopes), key="calibration")
    with right:
        chart = risk_distribution(*pairs[arms[0]], f"{spec.name} = {spec.positive}")
        show_chart(chart, key="risks", of=arms[0].facts.label)
    show_gaps(view, spec.name, arms)


def show_regression(task: TaskResult, predictions: pd.DataFrame, arms: list[Arm]) -> None:
    """Show predictions against what was observed, and errors against size."""
    arm = arms[0]
    pair = first_repeat(predictions, arm).pair
    found = task.arms[arm]
    left, right = st.columns(2)
    with left:
        chart = observed_predicted_plot(
            *pair, slope=found.get("linear_slope"), intercept=found.get("linear_intercept")
        )
        show_chart(chart, key="agreement", of=arm.facts.label)
    with right:
        show_chart(bland_altman_plot(*pair, found), key="bland_altman", of=arm.facts.label)
        st.caption(
            "A model predicts values that vary less than the observed ones, so errors slope "
            "downwards here even where predictions are right on average."
        )


def _measure(task: TaskResult, arms: Sequence[Arm], key: str) -> Mapping[Arm, Estimate]:
    return {arm: task.arms[arm].get(key, Estimate()) for arm in arms}
