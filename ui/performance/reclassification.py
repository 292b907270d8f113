"""Who changes sides at the chosen threshold, when multi-task takes the place of single-task."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from mtl_core.evaluation.arms import RowPredictions
from mtl_core.evaluation.thresholds import Reclassification, changed_sides
from mtl_core.plots.performance import SidesChanged, reclassification_plot
from mtl_core.schema import Arm
from mtl_core.words import with_interval
from ui.performance.threshold_choice import Chosen
from ui.session import cached
from ui.session.run_view import RunView
from ui.widgets.charts import show_chart
from ui.widgets.downloads import download_table
from ui.widgets.tables import show_table

_PAIR = (Arm.MULTI_TASK, Arm.SINGLE_TASK)


def show_reclassification(
    view: RunView, rows: Mapping[Arm, RowPredictions], chosen: Chosen
) -> None:
    """Show who is flagged by one of the two neural arms only; nothing unless both are chosen."""
    if any(arm not in rows for arm in _PAIR):
        return
    multi, single = _PAIR
    found = changed_sides(
        rows[multi],
        rows[single],
        (chosen.by_row[multi], chosen.by_row[single]),
        cached.resamples(view.run_id),
    )
    if found is None:
        return
    with st.expander("Who changes sides with sharing?", key="reclassification"):
        _show(found, view.study.plan.repeats)


def _show(found: Reclassification, n_repeats: int) -> None:
    events = SidesChanged(found.events, found.events_up, found.events_down, found.net_events)
    others = SidesChanged(found.others, found.others_down, found.others_up, found.net_others)
    show_chart(reclassification_plot(events, others), key="reclassification_plot")
    table = pd.DataFrame(
        {
            "Patients": ["With the outcome", "Without the outcome"],
            "n": [found.events, found.others],
            "Only multi-task flags": [found.events_up, found.others_up],
            "Only single-task flags": [found.events_down, found.others_down],
            "Net share moved rightly": [
                with_interval(net) for net in (found.net_events, found.net_others)
            ],
        }
    )
    show_table(table, key="reclassification_table")
    test = found.mcnemar
    said = "is not defined, as nobody changes sides" if test is None else f"is {test:.2f}"
    which = "" if n_repeats == 1 else f" of the first of {n_repeats} repeats"
    st.caption(
        f"Counts are labelled rows{which}. In brackets the 95 % interval, by patient, "
        "for the threshold as it stands. McNemar's chi-squared of right against wrong "
        f"{said}; it takes rows for independent and is no verdict. The sum of the two net shares "
        "is known as the net reclassification improvement (NRI). It is not shown: it weighs both "
        "parts alike however rare the outcome is, and it can rise for a model that is merely "
        "badly calibrated. Net benefit, below, weighs them as the threshold says."
    )
    download_table(table, name="reclassification", key="reclassification")
