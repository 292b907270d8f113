"""Which tasks are explained alike, and what that may mean for sharing."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mtl_core.explanation import task_similarity
from mtl_core.plots.sharing import similarity_map
from mtl_core.schema import Study, TaskKind
from ui.widgets.charts import show_chart


def show_similarity(study: Study, table: pd.DataFrame) -> None:
    """Show the map of tasks that are explained alike; nothing for fewer than two tasks."""
    explained = list(dict.fromkeys(table["task"]))
    several = [t for t in explained if study.schema.task(t).kind is TaskKind.MULTICLASS]
    if len(explained) - len(several) < 2:
        return
    found = task_similarity(table, without_direction=several)
    show_chart(similarity_map(found), key="similarity")
    st.caption(
        "1: each patient's features push both tasks the same way. −1: they push them apart. A dot: "
        "the 95 % interval holds 0. Tasks explained alike are candidates for one group; **an "
        "observation, not a test**. These are the multi-task networks: tasks that already share an "
        "encoder can be explained alike for that reason alone."
    )
