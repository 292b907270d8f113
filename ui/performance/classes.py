"""The charts of a task of several classes: the risk of one or more of them, and all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.evaluation.calibration import calibration_curve
from mtl_core.plots.look import ARM_NAMES
from mtl_core.plots.performance import calibration_plot, confusion_heatmap, risk_distribution
from mtl_core.schema import Arm, Task
from ui import state
from ui.performance.binary import first_repeat, pair_of
from ui.performance.calibration_gaps import show_gaps
from ui.performance.class_table import show_classes
from ui.session.run_view import RunView
from ui.widgets.charts import show_chart
from ui.widgets.choice import choose


def show_multiclass(view: RunView, spec: Task, predictions: pd.DataFrame, arms: list[Arm]) -> None:
    """Show the risk of one class, and how often each class was taken for each other."""
    of_class = choose("Risk of the class", list(spec.classes), state.CLASS, key="performance_class")
    rows = {arm: first_repeat(predictions, arm) for arm in arms}
    if not show_risk(view, spec, rows, [of_class], f"{spec.name} = {of_class}"):
        return
    show_confusion(rows[arms[0]], spec, arms[0])
    show_classes(view, spec.name, arms[0])


def show_risk(
    view: RunView,
    spec: Task,
    rows: Mapping[Arm, pd.DataFrame],
    classes: Sequence[str],
    outcome: str,
) -> bool:
    """Show calibration and distribution of the risk of some classes; say whether it was possible.

    Parameters
    ----------
    rows
        By arm, the rows of the first repeat.
    classes
        Classes whose probabilities are added up.
    outcome
        These classes in words.
    """
    risks = {arm: risk_of(table, classes) for arm, table in rows.items()}
    if any(risk["observed"].nunique() < 2 for risk in risks.values()):
        st.info("A chosen arm has no complete predictions for this task, so nothing is drawn.")
        return False
    pairs = {arm: pair_of(risk) for arm, risk in risks.items()}
    left, right = st.columns(2)
    with left:
        curves = {arm: calibration_curve(*pair) for arm, pair in pairs.items()}
        show_chart(calibration_plot(curves), key="calibration", of=outcome)
        show_gaps(view, f"{spec.name}: {outcome}", risks)
    with right:
        arm, pair = next(iter(pairs.items()))
        show_chart(risk_distribution(*pair, outcome), key="risks", of=ARM_NAMES[arm])
    return True


def show_confusion(
    rows: pd.DataFrame,
    spec: Task,
    arm: Arm,
    choose_class: Callable[[FloatArray], IntArray] | None = None,
) -> None:
    """Show how often each class was taken for each other."""
    matrix = confusion(rows, spec.classes, choose_class or most_probable)
    show_chart(confusion_heatmap(spec.classes, matrix), key="confusion", of=ARM_NAMES[arm])
    st.caption(
        "Shares are of the patients observed in the class; counts are labelled rows. Small counts "
        "are shown here and stand in the files: look at them before a file leaves the house."
    )


def risk_of(rows: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """Sum what was observed and predicted of some classes, row by row.

    Returns columns ``row``, ``observed`` (0 or 1) and ``predicted`` (0 to 1).
    """
    kept = rows[rows["class"].isin(list(classes))]
    sums = kept.groupby("row", as_index=False)[["observed", "predicted"]].sum()
    return sums.assign(predicted=sums["predicted"].clip(0.0, 1.0))


def most_probable(predicted: FloatArray) -> IntArray:
    """Return the class with the largest probability, ``(n,)``."""
    return np.asarray(predicted.argmax(axis=1), dtype=np.int64)


def confusion(
    rows: pd.DataFrame,
    classes: Sequence[str],
    choose: Callable[[FloatArray], IntArray] = most_probable,
) -> IntArray:
    """Count observed against predicted class, shape ``(n_classes, n_classes)``."""
    n = len(classes)
    if rows.empty:
        return np.zeros((n, n), dtype=np.int64)
    observed = rows.pivot_table(index="row", columns="class", values="observed")[list(classes)]
    predicted = rows.pivot_table(index="row", columns="class", values="predicted")[list(classes)]
    pairs = observed.to_numpy().argmax(axis=1) * n + choose(predicted.to_numpy(np.float64))
    return np.bincount(pairs, minlength=n * n).reshape(n, n).astype(np.int64)
