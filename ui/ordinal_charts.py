"""The charts of an ordinal task: any cut between its classes, and all classes at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from mtl_core.evaluation import calibration_curve, median_class
from mtl_core.plots import ARM_NAMES, calibration_plot, confusion_heatmap, risk_distribution
from mtl_core.schema import Arm, Task
from ui import state
from ui.charts import show_chart
from ui.choice import choose
from ui.performance_charts import Pair, confusion, first_repeat


def show_ordinal(spec: Task, predictions: pd.DataFrame, arms: list[Arm]) -> None:
    """Show the risk of a class or a higher one, and how often classes were taken for others."""
    lowest = choose(
        "Risk that the class is at least",
        list(spec.classes[1:]),
        state.CUT,
        key="performance_cut",
    )
    from_class = spec.classes[spec.classes.index(lowest) :]
    pairs = {arm: at_least(first_repeat(predictions, arm), from_class) for arm in arms}
    if any(len(set(observed)) < 2 for observed, _ in pairs.values()):
        st.info("A chosen arm has no complete predictions for this task, so nothing is drawn.")
        return
    left, right = st.columns(2)
    with left:
        curves = {arm: calibration_curve(*pair) for arm, pair in pairs.items()}
        show_chart(calibration_plot(curves), key="calibration")
    with right:
        chart = risk_distribution(*pairs[arms[0]], f"{spec.name} at least {lowest}")
        show_chart(chart, key="risks", of=ARM_NAMES[arms[0]])
    matrix = confusion(first_repeat(predictions, arms[0]), spec.classes, median_class)
    chart = confusion_heatmap(spec.classes, matrix)
    show_chart(chart, key="confusion", of=ARM_NAMES[arms[0]])
    st.caption(
        "The predicted class of a patient is the median: the lowest class at or below which half "
        "of the estimated probability lies."
    )


def at_least(rows: pd.DataFrame, classes: Sequence[str]) -> Pair:
    """Sum what was observed and predicted of some classes, patient by patient."""
    kept = rows[rows["class"].isin(list(classes))]
    sums = kept.groupby("row")[["observed", "predicted"]].sum().to_numpy(np.float64)
    return sums[:, 0], np.clip(sums[:, 1], 0.0, 1.0)
