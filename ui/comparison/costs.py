"""What each arm cost: time, its ratio to single-task, and how many networks were trained."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mtl_core.schema import Arm, Study, StudyResult
from mtl_core.words import duration
from ui.session import cached
from ui.session.run_view import RunView
from ui.widgets.downloads import download_table
from ui.widgets.tables import show_table


def show_costs(view: RunView) -> None:
    """Show how long each arm took and what was trained for it."""
    result = view.result
    st.subheader("What each arm cost", anchor=False)
    costs = cost_table(result, view.study, _n_splits(view))
    show_table(costs, key="costs", width="content")
    words = (
        "Wall time on the machine that ran the study, for all splits of the patients. A task that "
        "stands alone is trained once, and counts in the single-task arm. Networks are groups "
        "(single-task: tasks) times splits of the patients, in all repeats, times members "
        "of the ensemble."
    )
    if result.champion:
        words += " The champion needs both networks; its own time is that of choosing."
    st.caption(words)
    download_table(costs, name="cost of each arm", key="costs")


def cost_table(result: StudyResult, study: Study, n_splits: int) -> pd.DataFrame:
    """Tabulate the time that each arm took, and the networks that were trained for it.

    Parameters
    ----------
    n_splits
        Times that training and test patients were divided: folds in all repeats.
    """
    arms = [arm for arm in Arm if arm.value in result.seconds]
    single = result.seconds.get(Arm.SINGLE_TASK.value, 0.0)
    return pd.DataFrame(
        {
            "Arm": [arm.facts.label for arm in arms],
            "Time": [duration(result.seconds[arm.value]) for arm in arms],
            "Seconds": [round(result.seconds[arm.value], 1) for arm in arms],
            "Times the single-task arm": [
                f"{result.seconds[arm.value] / single:.2f}" if single > 0 else "" for arm in arms
            ],
            "Networks": [_networks(arm, study, n_splits) for arm in arms],
        }
    )


def _networks(arm: Arm, study: Study, n_splits: int) -> str:
    groups = [group for group in study.grouping.groups if len(group) > 1]
    trained = {Arm.MULTI_TASK: len(groups), Arm.SINGLE_TASK: len(study.schema.tasks)}
    if arm not in trained or not n_splits:
        return ""
    members = study.training.n_members
    n = trained[arm] * n_splits * members
    return f"{n:,}"


def _n_splits(view: RunView) -> int:
    """Count the splits from what was predicted; 0 where nothing is known."""
    for task in view.result.tasks:
        predictions = cached.task_predictions(view.run_id, task)
        if predictions is not None and len(predictions):
            return len(predictions[["repeat", "fold"]].drop_duplicates())
    return 0
