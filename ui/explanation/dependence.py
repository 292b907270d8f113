"""One feature's values beside what they add to a task's estimates."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mtl_core.explanation import dependence, importance
from mtl_core.plots.explanation import dependence_plot, importance_bars
from mtl_core.schema import Output
from ui import state
from ui.widgets.charts import pick_row, show_chart
from ui.widgets.choice import choose

_ANY = ""
"""The second feature is found, not chosen; a select box takes ``None`` for no choice at all."""

_KEY, _SECOND_KEY, _CLICKED = "explained_feature", "second_feature", "importance_clicked"


def show_importance(table: pd.DataFrame, output: Output) -> None:
    """Show the bars of importance; a click on one chooses the feature below."""
    chart = importance_bars(importance(table[table["task"] == output.task]), output)
    row = pick_row(chart, key="importance")
    clicked = None if row is None else str(chart.table["feature"].iloc[row])
    if clicked != state.remembered(_CLICKED) and clicked is not None:
        state.FEATURE.set(clicked)
        state.forget(_KEY)
    state.put(_CLICKED, clicked)
    if len(chart.table) and state.FEATURE.get() not in set(table["feature"]):
        state.FEATURE.set(str(chart.table["feature"].iloc[0]))
    st.caption("A click on a bar shows the values of that feature below.")


def show_dependence(table: pd.DataFrame, output: Output) -> str | None:
    """Choose a feature and a second one for the colours, show their points, return the second."""
    st.subheader("One feature", anchor=False)
    features = list(dict.fromkeys(table["feature"]))
    left, right = st.columns(2)
    with left:
        feature = choose("Feature", features, state.FEATURE, key=_KEY)
    others = [_ANY, *(name for name in features if name != feature)]
    with right:
        second = choose(
            "Coloured by",
            others,
            state.SECOND_FEATURE,
            key=_SECOND_KEY,
            words=lambda name: name or "the feature that explains most of what is left",
        )
    found = dependence(table, output, feature, second=second or None)
    show_chart(dependence_plot(found), key="dependence")
    st.caption(
        "A point is a patient. Points at the same value differ because other features change what "
        "this one adds. The colour is a rule of thumb, not a test: of all features, the one whose "
        "thirds or categories explain most of the spread that is left within fifths of the values. "
        "Categories with fewer than 20 explained patients are taken together."
    )
    return found.second
