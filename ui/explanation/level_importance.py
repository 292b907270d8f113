"""Which features drive a task in parts of the explained patients."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mtl_core.explanation import importance_by_level
from mtl_core.plots.explanation import level_importance_plot
from mtl_core.schema import Output
from ui import state
from ui.widgets.charts import show_chart
from ui.widgets.choice import choose
from ui.words import as_text


def show_levels(table: pd.DataFrame, output: Output) -> None:
    """Choose a column and show what drives the task at each of its levels."""
    st.subheader("Parts of the patients", anchor=False)
    features = list(dict.fromkeys(table["feature"]))
    column = choose("Divide patients by", features, state.LEVELS_COLUMN, key="levels_column")
    found = importance_by_level(table, output, column)
    chart = level_importance_plot(found)
    if not chart.figure.data:
        st.info(as_text(chart.reading))
        return
    show_chart(chart, key="levels")
    st.caption(
        "All parts are compared with the same background of patients of the whole cohort. Numbers "
        "are divided in thirds; a part with fewer than 20 explained patients is not estimable. "
        "Intervals cover the choice of patients and are not adjusted for the number of parts."
    )
