"""What a threshold on the risk would do: in rates, in counts, and out of a hundred patients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from mtl_core.evaluation.arms import RowPredictions, first_repeat
from mtl_core.evaluation.thresholds import Confusion, at_prevalence, sort_patients
from mtl_core.schema import Arm
from mtl_core.schema.measures import MEASURES
from mtl_core.words import percent, with_interval
from ui.performance.decision_curve import show_decision_curve
from ui.performance.hundred import out_of_hundred
from ui.performance.reclassification import show_reclassification
from ui.performance.threshold_choice import asked_number, choose_threshold
from ui.session import cached
from ui.session.run_view import RunView
from ui.widgets.downloads import download_table
from ui.widgets.tables import show_table

_KEYS = ("sensitivity", "specificity", "ppv", "npv")


def show_threshold(view: RunView, name: str, arms: Sequence[Arm]) -> None:
    """Let a person choose a threshold for a binary task, and show what it would do."""
    st.subheader("At which threshold?", anchor=False)
    predictions = cached.task_predictions(view.run_id, name)
    rows = {} if predictions is None else {arm: first_repeat(predictions, arm) for arm in arms}
    if not rows or not all(each.varies for each in rows.values()):
        st.info("The predictions of the chosen arms for this task are not complete.")
        return
    # A fragment: moving a slider draws this part anew and leaves the other charts alone.
    st.fragment(_draw)(view, name, rows)


def _draw(view: RunView, name: str, rows: Mapping[Arm, RowPredictions]) -> None:
    chosen = choose_threshold(name, view.result.tasks[name].threshold, rows)
    found = {arm: sort_patients(*each.pair, chosen.by_row[arm]) for arm, each in rows.items()}
    _show_rates(found, chosen.typical, view.study.plan.repeats)
    _show_hundred(name, found)
    show_reclassification(view, rows, chosen)
    show_decision_curve(view, name, list(rows), next(iter(chosen.typical.values())))


def _show_rates(
    found: Mapping[Arm, Confusion], thresholds: Mapping[Arm, float], n_repeats: int
) -> None:
    rates = {arm: counts.rates for arm, counts in found.items()}
    names = [arm.facts.label for arm in found]
    table = pd.DataFrame(
        {
            "Arm": names,
            "Risk above": [percent(thresholds[arm], 1) for arm in found],
            **{
                MEASURES[key].label: [with_interval(rates[arm][key]) for arm in found]
                for key in _KEYS
            },
        }
    )
    counts = pd.DataFrame(
        {
            "Arm": names,
            "Found": [each.true_positives for each in found.values()],
            "Missed": [each.false_negatives for each in found.values()],
            "False alarms": [each.false_positives for each in found.values()],
            "Rightly not flagged": [each.true_negatives for each in found.values()],
        }
    )
    show_table(table, key="threshold")
    show_table(counts, key="threshold_counts")
    which = "" if n_repeats == 1 else f" of the first of {n_repeats} repeats"
    st.caption(
        f"In brackets the 95 % interval (Wilson), for the threshold as it stands. Counts are "
        f"labelled rows{which}, each predicted by networks that had not seen its patient."
    )
    download_table(table.merge(counts, on="Arm"), name="threshold", key="threshold")


def _show_hundred(name: str, found: Mapping[Arm, Confusion]) -> None:
    first = next(iter(found.values()))
    events = first.true_positives + first.false_negatives
    exact = events / (events + first.false_positives + first.true_negatives)
    own = round(100 * exact, 1)
    share = asked_number(
        "Share of patients who have the outcome where the model would be used",
        own,
        key=f"prevalence_{name}",
        low=0.1,
        high=99.9,
    )
    elsewhere = abs(share - own) > 0.05
    meant = share / 100 if elsewhere else exact
    for arm, counts in found.items():
        st.markdown(f"**{arm.facts.label}.** {_in_words(counts, meant, elsewhere=elsewhere)}")
    if elsewhere:
        st.caption(
            f"In this cohort {own:.1f} % have the outcome. For {share:.1f} % it is assumed that "
            "sensitivity and specificity stay as they are; other patients may be easier or harder "
            "to tell apart."
        )


def _in_words(counts: Confusion, share: float, *, elsewhere: bool) -> str:
    sensitivity, specificity = (counts.rates[key].value or 0.0 for key in _KEYS[:2])
    who = "patients there" if elsewhere else "patients like these"
    ppv, npv = at_prevalence(sensitivity, specificity, share)
    parts = [out_of_hundred(share, sensitivity, specificity, who).sentence]
    if ppv is not None:
        parts.append(f"Of the flagged ones {percent(ppv, 1)} have the outcome (PPV).")
    if npv is not None:
        parts.append(f"Of the others {percent(npv, 1)} do not have it (NPV).")
    return " ".join(parts)
