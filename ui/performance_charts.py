"""The charts of one task's performance, by kind of task."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from mtl_core.evaluation import calibration_curve, precision_recall_curve, roc_curve
from mtl_core.plots import (
    ARM_NAMES,
    calibration_plot,
    confusion_heatmap,
    observed_predicted_plot,
    precision_recall_plot,
    risk_distribution,
    roc_plot,
)
from mtl_core.schema import Arm, Estimate, Task, TaskResult
from ui.calibration_gaps import show_gaps
from ui.charts import show_chart

FIRST_REPEAT = (
    "The figures below show the first of {n} repeats, where every tested patient stands once; the "
    "numbers in tables and legends are means over all repeats."
)
Pair = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


def first_repeat(predictions: pd.DataFrame, arm: Arm) -> pd.DataFrame:
    """Return one arm's rows of the first repeat, where every labelled patient stands once."""
    known = predictions[["observed", "predicted"]].notna().all(axis=1)
    rows: pd.DataFrame = predictions.loc[(predictions["arm"] == arm.value) & known]
    first: pd.DataFrame = rows.loc[rows["repeat"] == rows["repeat"].min()]
    return first


def show_binary(spec: Task, task: TaskResult, predictions: pd.DataFrame, arms: list[Arm]) -> None:
    """Show discrimination, calibration and the distribution of risk."""
    pairs = {arm: _pair(first_repeat(predictions, arm)) for arm in arms}
    if any(len(set(observed)) < 2 for observed, _ in pairs.values()):
        st.info("A chosen arm has no complete predictions for this task, so nothing is drawn.")
        return
    left, right = st.columns(2)
    with left:
        curves = {arm: roc_curve(*pair) for arm, pair in pairs.items()}
        show_chart(roc_plot(curves, _measure(task, arms, "auroc")), key="roc")
    with right:
        curves = {arm: precision_recall_curve(*pair) for arm, pair in pairs.items()}
        prevalence = float(next(iter(pairs.values()))[0].mean())
        auprc = _measure(task, arms, "auprc")
        show_chart(precision_recall_plot(curves, auprc, prevalence), key="precision_recall")
    left, right = st.columns(2)
    with left:
        curves = {arm: calibration_curve(*pair) for arm, pair in pairs.items()}
        slopes = _measure(task, arms, "calibration_slope")
        show_chart(calibration_plot(curves, slopes), key="calibration")
        show_gaps(pairs)
    with right:
        chart = risk_distribution(*pairs[arms[0]], f"{spec.name} = {spec.positive}")
        show_chart(chart, key="risks", of=ARM_NAMES[arms[0]])


def show_multiclass(spec: Task, predictions: pd.DataFrame, arms: list[Arm]) -> None:
    """Show how often each class was taken for each other."""
    matrix = confusion(first_repeat(predictions, arms[0]), spec.classes)
    chart = confusion_heatmap(spec.classes, matrix)
    show_chart(chart, key="confusion", of=ARM_NAMES[arms[0]])


def show_regression(predictions: pd.DataFrame, arms: list[Arm]) -> None:
    """Show predictions against what was observed."""
    chart = observed_predicted_plot(*_pair(first_repeat(predictions, arms[0])))
    show_chart(chart, key="agreement", of=ARM_NAMES[arms[0]])


def most_probable(predicted: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return the class with the largest probability, ``(n,)``."""
    return np.asarray(predicted.argmax(axis=1), dtype=np.int64)


def confusion(
    rows: pd.DataFrame,
    classes: Sequence[str],
    choose: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.int64]] = most_probable,
) -> npt.NDArray[np.int64]:
    """Count observed against predicted class, shape ``(n_classes, n_classes)``."""
    n = len(classes)
    observed = rows.pivot_table(index="row", columns="class", values="observed")[list(classes)]
    predicted = rows.pivot_table(index="row", columns="class", values="predicted")[list(classes)]
    pairs = observed.to_numpy().argmax(axis=1) * n + choose(predicted.to_numpy(np.float64))
    return np.bincount(pairs, minlength=n * n).reshape(n, n).astype(np.int64)


def _pair(rows: pd.DataFrame) -> Pair:
    return rows["observed"].to_numpy(np.float64), rows["predicted"].to_numpy(np.float64)


def _measure(task: TaskResult, arms: Sequence[Arm], key: str) -> Mapping[Arm, Estimate]:
    return {arm: task.arms[arm].get(key, Estimate()) for arm in arms}
