"""What two features do together for a task, asked for and computed in the background."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mtl_core.explanation import pair_effect
from mtl_core.plots.explanation import interaction_map
from mtl_core.schema import Output
from mtl_core.schema.answers import NETWORKS, InteractionQuestion
from mtl_core.words import count
from ui import state
from ui.session import cached
from ui.session.run_view import RunView
from ui.widgets.background import answer_to
from ui.widgets.charts import show_chart
from ui.widgets.choice import choose
from ui.words import as_text, whose_networks

_PATIENTS = 100


def show_interaction(
    view: RunView, table: pd.DataFrame, output: Output, likely: str | None
) -> None:
    """Ask for a feature beside the one in view, and show what both do together.

    Parameters
    ----------
    likely
        The feature that colours the points above.
    """
    run = cached.finished(view.run_id)
    explained, first = set(table["feature"]), state.FEATURE.get()
    others = [name for name in view.study.schema.feature_names if name in explained - {first}]
    askable = first in view.study.schema.feature_names and others
    if first is None or not askable or run.folder.stamp(NETWORKS) is None:
        return
    st.subheader("Two features together", anchor=False)
    st.markdown(
        f"Does **{as_text(first)}** push differently when another feature is high or low? An "
        "interaction is what both do together beyond the sum of what each does alone."
    )
    if likely in others and state.TOGETHER.get() not in others:
        state.TOGETHER.set(likely)
    second = choose(f"{as_text(first)}, together with", others, state.TOGETHER, key="together_with")
    rows = min(_PATIENTS, int(table["row"].nunique()))
    report = answer_to(
        InteractionQuestion(min(first, second), max(first, second), rows),
        run,
        key="interaction",
        button="Compute what both do together",
        invitation=f"For {count(rows)} patients and all tasks at once, in about a minute.",
    )
    if report is None:
        return
    found = pair_effect(report, table, output)
    show_chart(interaction_map(found), key="interaction")
    st.caption(
        "Mean Shapley interaction of the patients in both groups; above zero, both together push "
        "up more than the sum of what each does alone. Numbers are divided in thirds; fewer than "
        f"10 patients have no mean (–). {count(report.n_evaluations)} groups of the other features "
        f"per patient, explained {whose_networks(unseen=report.unseen)}. It describes the "
        "networks: two features that interact here need not interact in the illness."
    )
