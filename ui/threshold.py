"""What a threshold on the risk would do, in shares and in whole patients."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from mtl_core.evaluation import MEASURES
from mtl_core.plots import ARM_NAMES
from mtl_core.schema import Arm, TaskResult
from ui.downloads import download_table
from ui.hundred import out_of_hundred
from ui.tables import show_table
from ui.words import estimate, percent

_KEYS = ("sensitivity", "specificity", "ppv", "npv")


def show_threshold(task: TaskResult, arms: Sequence[Arm]) -> None:
    """Show the measures at the study's threshold and "out of 100 patients like these"."""
    st.subheader("If risks above a threshold were flagged", anchor=False)
    if task.threshold is None:
        st.markdown("This run has no threshold for this task.")
        return
    st.markdown(
        f"Threshold: a risk of **{percent(task.threshold)}**, the share of events in the training "
        "rows (mean over folds). It was fixed before results were seen and is no recommendation."
    )
    for arm in arms:
        _show_hundred(task, arm)
    table = pd.DataFrame(
        {
            "Arm": [ARM_NAMES[arm] for arm in arms],
            "n": task.n,
            **{
                MEASURES[key].label: [estimate(task.arms[arm].get(key)) for arm in arms]
                for key in _KEYS
            },
        }
    )
    show_table(table, key="threshold")
    st.caption("In brackets the 95 % interval; n is the number of labelled rows.")
    download_table(table, name="threshold", key="threshold")


def _show_hundred(task: TaskResult, arm: Arm) -> None:
    sensitivity, specificity = (task.arms[arm].get(key) for key in _KEYS[:2])
    if sensitivity is None or specificity is None or task.events is None:
        return
    if sensitivity.value is not None and specificity.value is not None:
        counts = out_of_hundred(task.events / task.n, sensitivity.value, specificity.value)
        st.markdown(f"**{ARM_NAMES[arm]}.** {counts.sentence}")
