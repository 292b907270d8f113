"""The charts of a task of several classes: the risk of one or more of them, and all at once."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mtl_core.evaluation.arms import confusion, first_repeat
from mtl_core.evaluation.calibration import calibration_curve
from mtl_core.plots.performance import calibration_plot, confusion_heatmap, risk_distribution
from mtl_core.schema import Arm, Task, TaskKind
from ui import state
from ui.performance.calibration_gaps import show_gaps
from ui.performance.class_table import show_classes
from ui.session.run_view import RunView
from ui.widgets.charts import show_chart
from ui.widgets.choice import choose


def show_multiclass(view: RunView, spec: Task, predictions: pd.DataFrame, arms: list[Arm]) -> None:
    """Show the risk of one class, and how often each class was taken for each other."""
    of_class = choose("Risk of the class", list(spec.classes), state.CLASS, key="performance_class")
    if _show_risk(view, spec, predictions, arms, (of_class,)):
        _show_confusion(spec, predictions, arms[0])
        show_classes(view, spec.name, arms[0])


def show_ordinal(view: RunView, spec: Task, predictions: pd.DataFrame, arms: list[Arm]) -> None:
    """Show the risk of a class or a higher one, and how often classes were taken for others."""
    lowest = choose(
        "Risk that the class is at least",
        list(spec.classes[1:]),
        state.CUT,
        key="performance_cut",
    )
    if _show_risk(view, spec, predictions, arms, spec.classes[spec.classes.index(lowest) :]):
        _show_confusion(spec, predictions, arms[0])
        st.caption(
            "The predicted class of a patient is the median: the lowest class at or below which "
            "half of the estimated probability lies."
        )
        show_classes(view, spec.name, arms[0])


def _show_risk(
    view: RunView, spec: Task, predictions: pd.DataFrame, arms: list[Arm], classes: tuple[str, ...]
) -> bool:
    """Show calibration and distribution of the risk of some classes; say whether it was possible.

    Parameters
    ----------
    classes
        Classes whose probabilities are added up; of ordered ones all from the first on.
    """
    risks = {arm: first_repeat(predictions, arm, classes) for arm in arms}
    if not all(risk.varies for risk in risks.values()):
        st.info("A chosen arm has no complete predictions for this task, so nothing is drawn.")
        return False
    ordered, place = spec.kind is TaskKind.ORDINAL, spec.classes.index(classes[0])
    outcome = f"{spec.name} {spec.told[place - 1] if ordered else f'= {classes[0]}'}"
    left, right = st.columns(2)
    with left:
        curves = {arm: calibration_curve(*risk.pair) for arm, risk in risks.items()}
        show_chart(calibration_plot(curves), key="calibration", of=outcome)
        show_gaps(view, spec.name, arms, classes)
    with right:
        chart = risk_distribution(*risks[arms[0]].pair, outcome)
        show_chart(chart, key="risks", of=arms[0].facts.label)
    return True


def _show_confusion(spec: Task, predictions: pd.DataFrame, arm: Arm) -> None:
    """Show how often each class was taken for each other."""
    matrix = confusion(predictions, spec, arm)
    show_chart(confusion_heatmap(spec.classes, matrix), key="confusion", of=arm.facts.label)
    st.caption(
        "Shares are of the patients observed in the class; counts are labelled rows. Small counts "
        "are shown here and stand in the files: look at them before a file leaves the house."
    )
