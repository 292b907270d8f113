"""The charts of an ordinal task: any cut between its classes, and all classes at once."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mtl_core.evaluation.measures import median_class
from mtl_core.schema import Arm, Task
from ui import state
from ui.performance.binary import first_repeat
from ui.performance.class_table import show_classes
from ui.performance.classes import show_confusion, show_risk
from ui.session.run_view import RunView
from ui.widgets.choice import choose


def show_ordinal(view: RunView, spec: Task, predictions: pd.DataFrame, arms: list[Arm]) -> None:
    """Show the risk of a class or a higher one, and how often classes were taken for others."""
    lowest = choose(
        "Risk that the class is at least",
        list(spec.classes[1:]),
        state.CUT,
        key="performance_cut",
    )
    place = spec.classes.index(lowest)
    rows = {arm: first_repeat(predictions, arm) for arm in arms}
    if not show_risk(view, spec, rows, spec.classes[place:], f"{spec.name} {spec.told[place - 1]}"):
        return
    show_confusion(rows[arms[0]], spec, arms[0], median_class)
    st.caption(
        "The predicted class of a patient is the median: the lowest class at or below which half "
        "of the estimated probability lies."
    )
    show_classes(view, spec.name, arms[0])
